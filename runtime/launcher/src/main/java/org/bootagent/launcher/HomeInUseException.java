package org.bootagent.launcher;

import java.nio.file.Path;

/** Another process works in the home. */
final class HomeInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HomeInUseException(Path home, String pid) {
        super("another BootAgent" + (pid.isEmpty() ? "" : " (pid " + pid + ")") + " works in " + home
                + "; stop it, or give this one another home");
    }
}
