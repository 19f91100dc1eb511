package org.bootagent.itest.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bootagent.wire.Json;

/** A command that runs to its end. */
final class Command {
    private static final int PATIENCE_SECONDS = 120;

    private Command() {}

    /** How it ended. */
    record Outcome(int exit, String out, String err) {
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + this, e);
            }
        }

        Outcome requireSuccess() {
            if (exit != 0) {
                throw new AssertionError("failed: " + this);
            }
            return this;
        }
    }

    static Outcome run(List<String> command) {
        try {
            Path out = Files.createTempFile("itest-out", "");
            Path err = Files.createTempFile("itest-err", "");
            try {
                return run(command, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Outcome run(Path program, String... arguments) {
        return run(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(program.toString()), java.util.stream.Stream.of(arguments))
                .toList());
    }

    private static Outcome run(List<String> command, Path out, Path err) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end; " + Files.readString(err));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
