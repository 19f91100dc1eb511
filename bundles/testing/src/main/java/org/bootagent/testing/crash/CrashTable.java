package org.bootagent.testing.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Table that {@code contrib/crash.sh} prints, kept in {@code target/crash.tsv} of the module that is tested. */
public final class CrashTable {
    private static final Path FILE = Path.of("target/crash.tsv");

    private CrashTable() {}

    /**
     * Adds a line.
     *
     * @param points number of places, or states of a disk
     * @param kills how many were tried
     * @param recovered after how many the state was correct
     */
    public static synchronized void add(String scenario, int points, int kills, int recovered) {
        try {
            Files.createDirectories(FILE.getParent());
            String line = String.join("\t", scenario, "" + points, "" + kills, "" + recovered);
            Files.write(FILE, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
