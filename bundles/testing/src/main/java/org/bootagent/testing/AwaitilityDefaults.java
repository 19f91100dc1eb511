package org.bootagent.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets a default patience of minutes for tests: the machine may be busy, and speed is not what they test. Found by the test platform wherever this module is on
 * the class path of tests.
 */
public final class AwaitilityDefaults implements LauncherSessionListener {
    /** Longest wait for a condition in a test. */
    public static final Duration LIMIT = Duration.ofMinutes(4);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
