package org.bootagent.booterctl.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.bootagent.wire.Json;
import org.bootagent.wire.PrintableText;

/** Prints results to one stream in the requested form, progress and errors to the other. */
public final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean terminal;
    private final boolean outTerminal;
    private final VisibleBytes visible;
    private final Set<String> warned = new HashSet<>();
    private String shown = "";

    public Output(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.terminal = err == System.err && isTerminal(2);
        this.outTerminal = out == System.out && isTerminal(1);
        this.visible = new VisibleBytes(out);
    }

    public boolean json() {
        return json;
    }

    public void rows(JsonNode rows, Table table) {
        if (json) {
            json(rows);
        } else {
            rows.forEach(table::row);
            out.print(table);
        }
    }

    public void details(JsonNode object) {
        if (json) {
            json(object);
        } else {
            out.print(Table.details(object));
        }
    }

    /** Prints bytes as they are; on a terminal, control characters of a host are made visible. */
    public void bytes(ByteBuffer bytes) {
        if (outTerminal) {
            visible.show(bytes);
            return;
        }
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        out.write(copy, 0, copy.length);
        out.flush();
    }

    public void line(String text) {
        out.println(PrintableText.lines(text));
    }

    public void json(JsonNode tree) {
        try {
            out.println(PrintableText.json(
                    Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prints a line that changes in place where possible. */
    public void progress(String said) {
        String text = PrintableText.line(said);
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

    public void endProgress() {
        if (terminal && !shown.isEmpty()) {
            err.print("\r" + " ".repeat(shown.length()) + "\r");
        }
        shown = "";
    }

    public void error(String text) {
        err.println("booterctl: " + PrintableText.line(text));
    }

    /** Prints a warning of the server, once. */
    public void warning(String text) {
        if (warned.add(text)) {
            err.println("booterctl: warning: " + PrintableText.line(text));
        }
    }

    /**
     * Returns whether a stream is a terminal. Java 17 can only tell for both streams at once, and newer versions differ, so the kernel is asked where possible.
     */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
