package org.bootagent.process.supervisor.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Passes time when the test says so; work is done at once. */
public final class ManualScheduler implements Scheduler {
    private record Task(Instant when, Runnable task) {}

    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:07Z");

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Cancellable at(Instant when, Runnable task) {
        var scheduled = new Task(when, task);
        tasks.add(scheduled);
        return () -> cancel(scheduled);
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public Executor blocking() {
        return Runnable::run;
    }

    public synchronized boolean hasTask() {
        return !tasks.isEmpty();
    }

    public void pass(Duration time) {
        for (var due : take(time)) {
            due.task().run();
        }
    }

    private synchronized List<Task> take(Duration time) {
        now = now.plus(time);
        var due = tasks.stream().filter(task -> !task.when().isAfter(now)).toList();
        tasks.removeAll(due);
        return due;
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }
}
