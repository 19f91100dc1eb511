package org.bootagent.concurrent;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes daemon threads with names, which log the exceptions that end them. */
public final class NamedThreads {
    private static final Logger LOG = LoggerFactory.getLogger(NamedThreads.class);

    private NamedThreads() {}

    /** A thread that is not started yet. */
    public static Thread create(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> LOG.error("Thread {} ended", ended.getName(), e));
        return thread;
    }

    /** Threads that all have this name: for an executor with one thread. */
    public static ThreadFactory named(String name) {
        return task -> create(name, task);
    }

    /** Threads NAME-1, NAME-2, … */
    public static ThreadFactory numbered(String name) {
        var number = new AtomicInteger();
        return task -> create(name + '-' + number.incrementAndGet(), task);
    }

    /** An executor with one thread of this name, which forgets cancelled tasks at once. */
    public static ScheduledExecutorService scheduler(String name) {
        var scheduler = new ScheduledThreadPoolExecutor(1, named(name));
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }
}
