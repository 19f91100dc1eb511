package org.bootagent.booter.publish.influxdb;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.bootagent.booter.publish.Publication;

/** Formats publications as points: the kind is the measurement, the subject is in the tags. */
final class LineProtocol {
    private final String prefix;

    /** @param prefix of each measurement's name */
    LineProtocol(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Formats a batch.
     *
     * @param latest no point is of a later time: a server keeps a shard for each time range
     */
    String lines(List<Publication> batch, Instant latest) {
        var lines = new StringBuilder();
        batch.forEach(
                publication -> lines.append(line(publication.notAfter(latest))).append('\n'));
        return lines.toString();
    }

    String line(Publication publication) {
        var line = new StringBuilder(escaped(prefix + publication.kind().word().replace('-', '_'), ", "));
        tags(publication)
                .forEach((key, value) ->
                        line.append(',').append(escaped(key, ",= ")).append('=').append(escaped(value, ",= ")));
        return line.append(' ')
                .append(fields(publication))
                .append(' ')
                .append(publication.distinctNanos())
                .toString();
    }

    private static Map<String, String> tags(Publication publication) {
        var tags = new TreeMap<>(publication.tags());
        tags.put("agentsn", publication.agentsn());
        tags.put("hostname", publication.hostname());
        tags.put("agent", publication.agent());
        // Both are the server's own words in a point.
        tags.keySet().removeAll(List.of("time", "", "_field", "_measurement"));
        tags.values().removeIf(String::isBlank);
        return tags;
    }

    /** Formats the figures, all as floats: a field that was first whole and later not would be refused. */
    private static String fields(Publication publication) {
        var fields = new StringJoiner(",");
        publication.numbers().forEach((key, value) -> fields.add(field(key) + "=" + value.doubleValue()));
        publication.texts().forEach((key, value) -> {
            String name = publication.numbers().containsKey(key) ? key + "_text" : key;
            fields.add(field(name) + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        });
        return fields.length() == 0 ? "present=1" : fields.toString();
    }

    private static String field(String key) {
        return escaped("time".equals(key) ? "time_" : key, ",= ");
    }

    /** Escapes a text. The format has no line break and no backslash at the end. */
    private static String escaped(String text, String special) {
        String plain = text.replaceAll("[\\p{Cntrl}]+", " ").strip().replaceAll("\\\\+$", "_");
        var escaped = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (special.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
