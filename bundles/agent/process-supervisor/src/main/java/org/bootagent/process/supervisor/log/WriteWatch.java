package org.bootagent.process.supervisor.log;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.function.Consumer;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.process.supervisor.host.Contained;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the kernel of the first write in a directory, and of no later one: a log written a hundred thousand times a second must not wake us as often.
 * Threads and the kernel's queue exist only while something is watched.
 */
public final class WriteWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteWatch.class);

    private final Source source;
    private final Consumer<Path> written;
    private WatchService events;
    private boolean closed;

    /** Opens the queue of events; a host has only so many. */
    public interface Source {
        WatchService open() throws IOException;
    }

    /** @param written called with the directory, on a thread that must not be blocked */
    WriteWatch(Source source, Consumer<Path> written) {
        this.source = source;
        this.written = written;
    }

    /**
     * Watches for the next write.
     *
     * @throws IOException if the kernel refuses; its limits are in {@code /proc/sys/fs/inotify}
     */
    synchronized void awaitWrite(Path directory) throws IOException {
        if (closed) {
            return;
        }
        if (events == null) {
            events = source.open();
            var opened = events;
            NamedThreads.create("supervisor-logs", () -> listen(opened)).start();
        }
        directory.register(events, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    private void listen(WatchService opened) {
        try {
            while (true) {
                var key = opened.take();
                key.cancel();
                var directory = (Path) key.watchable();
                Contained.run("Noting a write in " + directory, () -> written.accept(directory));
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("Logs are no longer watched");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (events != null) {
                events.close();
            }
        } catch (IOException e) {
            LOG.debug("Closing the watch failed", e);
        }
    }
}
