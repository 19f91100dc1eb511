package org.bootagent.api.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host's name. */
public final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Returns the current name, from the kernel where possible: a look-up may block on a name server that is down. */
    public static String current() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException e) {
            return lookedUp();
        }
    }

    private static String lookedUp() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
