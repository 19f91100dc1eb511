package org.bootagent.launcher;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a distribution until the process is told to end; a TERM then ends it with exit code 0. */
final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    private final String program;
    private volatile FrameworkRun running;
    private volatile int exitCode;

    Foreground(String program) {
        this.program = program;
    }

    void run(Distribution distribution, Settings settings, Path home) throws Exception {
        var framework = new FrameworkRun(distribution, settings, home, this::exit);
        running = framework;
        var startDone = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(framework, startDone), "shutdown"));
        try {
            framework.start();
            LOG.info("{} {} runs, home {}", program, distribution.version(), home);
        } catch (Exception e) {
            LOG.error("{} cannot run: {}", program, e.getMessage());
            exitCode = e instanceof UsageException ? UsageException.EXIT_CODE : 1;
            throw e;
        } finally {
            startDone.countDown();
        }
        framework.await();
    }

    private void exit(int code) {
        exitCode = code;
        running.stopSoon(code);
    }

    /** Ends the process with exit code 0; a JVM that a signal ended would report a failure. */
    private void end(FrameworkRun framework, CountDownLatch startDone) {
        try {
            startDone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        framework.stop();
        LOG.info("{} has stopped", program);
        Runtime.getRuntime().halt(exitCode);
    }
}
