package org.bootagent.process.supervisor.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Kept output of an agent: its log and the parts moved out of it. */
public record KeptOutput(Path log) {
    /** Returns the parts, oldest first. */
    public List<Path> parts() {
        var parts = new ArrayList<>(List.of(log));
        for (int i = 1; Files.exists(part(i)); i++) {
            parts.add(part(i));
        }
        Collections.reverse(parts);
        return parts;
    }

    private Path part(int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    public long bytes() {
        return parts().stream().mapToLong(part -> part.toFile().length()).sum();
    }

    public InputStream open() throws IOException {
        var streams = new ArrayList<InputStream>();
        for (var part : parts()) {
            streams.add(Files.newInputStream(part));
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    /** Returns the last number written by {@code seq}; only older ones may be missing. */
    public int lastOfGaplessSequence() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(open(), StandardCharsets.US_ASCII))) {
            lines.readLine(); // may be divided
            int expected = Integer.parseInt(lines.readLine());
            if (expected <= 3) {
                throw new AssertionError("Nothing was thrown away");
            }
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Integer.parseInt(line) != ++expected) {
                    throw new AssertionError(line + " instead of " + expected);
                }
            }
            return expected;
        }
    }
}
