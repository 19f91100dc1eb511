package org.bootagent.process.supervisor.host;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a step whose failure must not prevent the next ones. Whatever it throws is logged, errors too: a listener of another bundle may lack a class.
 */
public final class Contained {
    private static final Logger LOG = LoggerFactory.getLogger(Contained.class);

    private Contained() {}

    /** @param step subject of the log line, such as "Hook preStop of agent a" */
    public static void run(String step, Runnable task) {
        get(step, null, () -> {
            task.run();
            return null;
        });
    }

    /** Returns the result, or the other value if there is none. */
    public static <T> T get(String step, T otherwise, Supplier<? extends T> task) {
        try {
            return task.get();
        } catch (Throwable e) {
            LOG.error("{} failed; going on without it", step, e);
            return otherwise;
        }
    }
}
