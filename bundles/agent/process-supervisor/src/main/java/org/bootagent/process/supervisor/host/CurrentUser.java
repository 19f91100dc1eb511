package org.bootagent.process.supervisor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** User that this process runs as. */
public final class CurrentUser {
    private CurrentUser() {}

    public static boolean isRoot() {
        return uid().equals("0");
    }

    public static String uid() {
        try {
            return Integer.toUnsignedString((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name")) ? "0" : "65534";
        }
    }
}
