package org.bootagent.itest.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bootagent.itest.Command;

/** A process that this test started, and ends. */
public final class Program implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 300;

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Program start(Path output, Map<String, String> environment, List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return new Program(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Returns how many children it has now. */
    long children() {
        return process.children().count();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Returns its output, and that of its parents. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** TERM. @return its exit code */
    int terminate() {
        process.destroy();
        return await();
    }

    /** Sends INT, which it handles in its own way. */
    void interrupt() {
        if (process.isAlive()) {
            Command.run(List.of("kill", "-INT", Long.toString(pid())));
        }
        await();
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    int await() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + pid() + " did not end; it wrote:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
