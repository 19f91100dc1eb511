package org.bootagent.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bootagent.wire.PrintableText;

/** Formats rows in aligned columns. Some cells come from servers and agents, so characters that could steer a terminal are removed. */
final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Table::plain).toArray(String[]::new));
        return this;
    }

    String text() {
        int[] widths = widths();
        var text = new StringBuilder();
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i])
                        .append(" ".repeat(widths[i] - row[i].length()))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.stream().mapToInt(row -> row.length).max().orElse(0)];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    private static String plain(String cell) {
        return cell == null ? "" : PrintableText.line(cell);
    }
}
