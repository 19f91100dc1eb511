package org.bootagent.api.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Time since this machine booted. Only differences within one process are meaningful. */
public final class Uptime {
    private static final Path KERNEL = Path.of("/proc/uptime");

    private Uptime() {}

    /** Returns the time that the machine has run, without the time that it was suspended. */
    public static Duration running() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** Returns the time that the machine was suspended; constant where the kernel does not tell. */
    public static Duration asleep() {
        try {
            // The kernel's uptime goes on while the machine is suspended.
            String uptime = Files.readString(KERNEL);
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return Duration.ofMillis(Math.round(seconds * 1000)).minus(running());
        } catch (IOException | RuntimeException e) {
            return Duration.ZERO;
        }
    }
}
