package org.bootagent.booterctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.wire.Json;

/** Where results go, in the form that was asked for; progress and errors go to the other stream. */
final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean terminal;
    private String shown = "";

    Output(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.terminal = err == System.err && isTerminal();
    }

    boolean json() {
        return json;
    }

    void rows(JsonNode rows, Table table) {
        if (json) {
            json(rows);
        } else {
            rows.forEach(table::row);
            out.print(table);
        }
    }

    void details(JsonNode object) {
        if (json) {
            json(object);
        } else {
            out.print(Table.details(object));
        }
    }

    /** As they are. */
    void bytes(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        out.write(copy, 0, copy.length);
        out.flush();
    }

    void line(String text) {
        out.println(text);
    }

    void json(JsonNode tree) {
        try {
            out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line that changes in place where that is possible. */
    void progress(String text) {
        if (text.equals(shown)) {
            return;
        }
        if (terminal) {
            err.print("\r" + text + " ".repeat(Math.max(0, shown.length() - text.length())));
            err.flush();
        } else {
            err.println(text);
        }
        shown = text;
    }

    void endProgress() {
        if (terminal && !shown.isEmpty()) {
            err.print("\r" + " ".repeat(shown.length()) + "\r");
        }
        shown = "";
    }

    void error(String text) {
        err.println("booterctl: " + text);
    }

    /** Java 17 can only tell of both streams at once, newer ones tell otherwise: ask the kernel where there is one to ask. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
