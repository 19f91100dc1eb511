package org.bootagent.watchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.bootagent.api.host.Ticker;
import org.bootagent.api.metafile.Metafile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a sign of life. Each is given by the supervisor's own threads after taking the metafile's lock: if either hangs, the sign stays away. */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration ON_TRIAL = Duration.ofSeconds(1);

    private final SignOfLife life;
    private final Metafile metafile;
    private final Ticker ticker;
    private final HeartbeatFile file;
    private final Duration interval;
    private final Runnable whenGuardIsGone;
    private volatile boolean stopped;
    private boolean failing;

    Heartbeat(
            SignOfLife life,
            Metafile metafile,
            Ticker ticker,
            HeartbeatFile file,
            boolean onTrial,
            Runnable whenGuardIsGone) {
        this.life = life;
        this.metafile = metafile;
        this.ticker = ticker;
        this.file = file;
        this.interval = onTrial ? ON_TRIAL : life.interval();
        this.whenGuardIsGone = whenGuardIsGone;
    }

    void start() {
        ticker.after(Duration.ZERO, this::beat);
    }

    void stop() {
        stopped = true;
        file.close();
    }

    private void beat() {
        if (stopped) {
            return;
        }
        if (life.guard() > 0 && !parent().equals(Optional.of(life.guard()))) {
            whenGuardIsGone.run();
            return;
        }
        try {
            metafile.commit(nothing -> {});
            write();
        } finally {
            ticker.after(interval, this::beat);
        }
    }

    private static Optional<Long> parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid);
    }

    /** Writes a heartbeat. A failure does not end the process: the guard notices the missing heartbeat as well. */
    private void write() {
        try {
            file.write(life.line(ProcessHandle.current().pid(), System.nanoTime()));
            failing = false;
        } catch (IOException | UncheckedIOException e) {
            if (!failing && !stopped) {
                LOG.error("Giving the guard no sign of life, as {} cannot be written: {}", file, e.toString());
            }
            failing = true;
        }
    }
}
