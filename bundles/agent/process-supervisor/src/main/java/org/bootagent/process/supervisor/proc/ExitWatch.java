package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.host.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices the end of processes that are not our children: the kernel reports when their shims write the exit record. The thread exists only while there are
 * such processes. It also checks now and then that the shims live, because nothing reports their end.
 */
public final class ExitWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);
    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final ProcFs proc;
    private final Scheduler scheduler;
    private final Map<Path, Watched> watched = new ConcurrentHashMap<>();
    private WatchService files;
    private boolean looking;

    /** @param record path of its exit record */
    private record Watched(ProcessRecord process, Path record, CompletableFuture<ProcessEnd> exit) {}

    public ExitWatch(ProcFs proc, Scheduler scheduler) {
        this.proc = proc;
        this.scheduler = scheduler;
    }

    /** Completes when the process has ended, on a thread that must not be blocked. */
    public CompletableFuture<ProcessEnd> of(ProcessRecord process, Path record) {
        var asked = new Watched(process, record, new CompletableFuture<>());
        if (!look(asked)) {
            watched.put(record, asked);
            watch(record.getParent());
            look(asked);
        }
        return asked.exit();
    }

    private synchronized void watch(Path directory) {
        try {
            if (files == null) {
                files = FileSystems.getDefault().newWatchService();
                NamedThreads.create("supervisor-exits", () -> listen(files)).start();
            }
            directory.register(files, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException e) {
            LOG.warn(
                    "The end of an agent is noticed a second late, as {} cannot be watched: {}",
                    directory,
                    e.toString());
        }
        if (!looking) {
            looking = true;
            scheduleLook();
        }
    }

    private void scheduleLook() {
        scheduler.at(scheduler.now().plus(files == null ? OFTEN : SELDOM), this::lookAtAll);
    }

    private void listen(WatchService events) {
        try {
            while (true) {
                var key = events.take();
                key.pollEvents();
                var seen = watched.get(((Path) key.watchable()).resolve(AgentDirectory.EXIT_RECORD));
                if (seen == null || look(seen)) {
                    key.cancel();
                } else {
                    key.reset();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("Exits are no longer watched");
        }
    }

    /** Looks at a process and returns whether it has ended. If looking fails, the next look is no later. */
    private boolean look(Watched asked) {
        long pid = asked.process().stat().pid();
        return Contained.get("Looking whether process " + pid + " has ended", false, () -> hasEnded(asked));
    }

    private boolean hasEnded(Watched asked) {
        boolean waitedFor = asked.process().shimLives(proc);
        var exit = ExitRecord.of(asked.process(), asked.record());
        if (exit.isEmpty() && waitedFor) {
            return false;
        }
        watched.remove(asked.record(), asked);
        asked.exit()
                .complete(exit.map(known -> new ProcessEnd(OptionalInt.of(known.code()), known.time()))
                        .orElseGet(() -> ProcessEnd.unknown(scheduler.now())));
        return true;
    }

    public void lookAtAll() {
        watched.values().forEach(this::look);
        synchronized (this) {
            looking = !watched.isEmpty();
            if (looking) {
                scheduleLook();
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (files != null) {
                files.close();
            }
        } catch (IOException e) {
            LOG.debug("Closing the watch failed", e);
        }
    }
}
