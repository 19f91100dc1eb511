package org.bootagent.launcher;

import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the framework's messages about bundles into the log. */
final class FrameworkLog {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkLog.class);

    private FrameworkLog() {}

    static void log(FrameworkEvent event) {
        String bundle = event.getBundle().getSymbolicName();
        Throwable thrown = event.getThrowable();
        if (event.getType() == FrameworkEvent.ERROR && isEcho(thrown)) {
            LOG.debug("Bundle {}: {}", bundle, thrown.getMessage());
        } else if (event.getType() == FrameworkEvent.ERROR) {
            LOG.error("Bundle {}", bundle, thrown);
        } else if (event.getType() == FrameworkEvent.WARNING) {
            LOG.warn("Bundle {}", bundle, thrown);
        }
    }

    /** Returns whether this only repeats a failure that {@link ComponentLog} has logged: a failed component was requested again. */
    private static boolean isEcho(Throwable thrown) {
        return thrown instanceof ServiceException && thrown.getCause() == null;
    }
}
