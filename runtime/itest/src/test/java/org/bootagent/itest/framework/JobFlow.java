package org.bootagent.itest.framework;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks for a job ten times a second, until it is stopped. */
final class JobFlow implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<String> jobs = new CopyOnWriteArrayList<>();

    /** @param submit takes a message, returns the job's id */
    JobFlow(Function<String, String> submit) {
        var unused = clock.scheduleWithFixedDelay(
                () -> jobs.add(submit.apply("job " + jobs.size())), 0, 100, TimeUnit.MILLISECONDS);
    }

    /** @return the id of the first job */
    String first() {
        awaitMore(1);
        return jobs.get(0);
    }

    /** Waits until so many more jobs have been asked for. */
    void awaitMore(int count) {
        int until = jobs.size() + count;
        await().atMost(Duration.ofMinutes(5)).until(() -> jobs.size() >= until);
    }

    /** @return the jobs' ids, in order */
    List<String> stop() {
        close();
        return List.copyOf(jobs);
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(5, TimeUnit.MINUTES)) {
                throw new AssertionError("jobs cannot be asked for any more");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
