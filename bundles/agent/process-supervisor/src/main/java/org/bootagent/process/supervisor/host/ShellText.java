package org.bootagent.process.supervisor.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads shell text that is kept in a file beside a class. */
public final class ShellText {
    private ShellText() {}

    /** Returns the text without its comments, as it becomes part of a command line. */
    public static String of(Class<?> owner, String name) {
        try (var in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("There is no " + name + " beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.stripLeading().startsWith("#"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " beside " + owner.getName(), e);
        }
    }
}
