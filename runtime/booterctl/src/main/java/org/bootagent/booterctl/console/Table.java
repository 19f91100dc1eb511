package org.bootagent.booterctl.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.bootagent.wire.PrintableText;

/** Prints rows in aligned columns, one for each field. */
public final class Table {
    private static final int WIDEST = 240;
    private static final String GAP = "  ";
    private static final int TIME_TO_SECONDS = "2026-01-31T12:00:00".length();

    private final List<String> fields;
    private final List<List<String>> lines = new ArrayList<>();

    private Table(List<String> fields) {
        this.fields = fields;
    }

    public static Table of(String... fields) {
        var table = new Table(List.of(fields));
        table.lines.add(
                Arrays.stream(fields).map(f -> f.toUpperCase(Locale.ROOT)).toList());
        return table;
    }

    /** Makes a table with one line for each field. */
    static Table details(JsonNode object) {
        var table = new Table(List.of());
        object.properties()
                .forEach(field -> table.lines.add(List.of(PrintableText.line(field.getKey()), text(field.getValue()))));
        return table;
    }

    void row(JsonNode row) {
        lines.add(fields.stream().map(field -> cut(text(row.path(field)))).toList());
    }

    /** Cuts a long cell, which would push its column off the screen; details and JSON show all of it. */
    private static String cut(String cell) {
        return cell.length() <= WIDEST ? cell : cell.substring(0, WIDEST - 1) + "…";
    }

    @Override
    public String toString() {
        int columns = lines.isEmpty() ? 0 : lines.get(0).size();
        var widths = new int[columns];
        for (var line : lines) {
            Arrays.setAll(widths, i -> Math.max(widths[i], line.get(i).length()));
        }
        return lines.stream().map(line -> aligned(line, widths) + "\n").collect(Collectors.joining());
    }

    private static String aligned(List<String> line, int[] widths) {
        var text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            text.append(line.get(i))
                    .append(" ".repeat(widths[i] - line.get(i).length()))
                    .append(GAP);
        }
        return text.toString().stripTrailing();
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode()
                || value.isNull()
                || (value.isValueNode() && value.asText().isEmpty())) {
            return "-";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        if (value.isArray()) {
            return value.isEmpty() ? "-" : join(value);
        }
        return value.isObject() ? pairs(value) : oneLine(value.asText());
    }

    private static String join(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(Table::text).collect(Collectors.joining(","));
    }

    /** Formats an object such as {@code CPU=10%,memory=20M}; a dash if it is empty. */
    private static String pairs(JsonNode object) {
        if (object.isEmpty()) {
            return "-";
        }
        return object.properties().stream()
                .map(field -> oneLine(field.getKey()) + "="
                        + (field.getValue().isContainerNode()
                                ? PrintableText.line(field.getValue().toString())
                                : text(field.getValue())))
                .collect(Collectors.joining(","));
    }

    private static String oneLine(String text) {
        boolean isTime = text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        return isTime ? text.substring(0, TIME_TO_SECONDS) + "Z" : PrintableText.line(text);
    }
}
