package org.bootagent.itest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bootagent.wire.Json;

/** A command that runs to its end. */
public final class Command {
    private static final int PATIENCE_SECONDS = 300;

    private Command() {}

    /** Result of a command. */
    public record Outcome(int exit, String out, String err) {
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + this, e);
            }
        }

        public Outcome requireSuccess() {
            if (exit != 0) {
                throw new AssertionError("failed: " + this);
            }
            return this;
        }
    }

    public static Outcome run(List<String> command) {
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

    public static Outcome run(Path program, String... arguments) {
        return run(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
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
