package org.bootagent.metafile.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bootagent.wire.Json;

/**
 * The file's text: {@code {"schema":1,"generation":N,"checksum":"SHA256:…","sections":{…}}}, one section a line, sorted. The checksum is over the text of
 * {@code sections} as it stands there, from brace to brace.
 */
final class MetafileFormat {
    static final int SCHEMA = 1;

    private MetafileFormat() {}

    /** A file that is torn, foreign, or of a later version. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    static List<byte[]> write(Generation generation) {
        var sections = new ArrayList<byte[]>();
        String separator = "{\n\"";
        for (var section : generation.sections().entrySet()) {
            sections.add(
                    (separator + new String(JsonStringEncoder.getInstance().quoteAsString(section.getKey())) + "\":")
                            .getBytes(UTF_8));
            sections.add(section.getValue());
            separator = ",\n\"";
        }
        sections.add((sections.isEmpty() ? "{}" : "}").getBytes(UTF_8));
        var file = new ArrayList<byte[]>();
        file.add(("{\"schema\":" + SCHEMA + ",\"generation\":" + generation.number() + ",\"checksum\":\""
                        + checksum(sections) + "\",\"sections\":")
                .getBytes(UTF_8));
        file.addAll(sections);
        file.add("}".getBytes(UTF_8));
        return file;
    }

    static Generation read(byte[] file) throws DamagedException {
        try (var parser = Json.MAPPER.createParser(file)) {
            return new Reading(file, parser).generation();
        } catch (JsonProcessingException e) {
            throw new DamagedException("it is torn or was not written by BootAgent: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(List<byte[]> text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            text.forEach(sha::update);
            return "SHA256:" + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Reading {
        private final byte[] file;
        private final JsonParser parser;
        private final Map<String, byte[]> sections = new TreeMap<>();
        private long schema;
        private long number;
        private String expected;
        private String actual;

        Reading(byte[] file, JsonParser parser) {
            this.file = file;
            this.parser = parser;
        }

        Generation generation() throws IOException, DamagedException {
            check(parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(parser.currentName());
            }
            check(parser.nextToken() == null, "something follows its end");
            check(schema >= 1, "it has no schema, so it is not BootAgent's");
            check(
                    schema <= SCHEMA,
                    "its schema " + schema + " is of a later BootAgent; this one knows up to " + SCHEMA);
            check(number >= 1 && expected != null && actual != null, "it is not complete");
            check(expected.equals(actual), "its checksum is " + expected + ", but its content has " + actual);
            return new Generation(number, sections);
        }

        private void field(String name) throws IOException, DamagedException {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "schema" -> schema = parser.getValueAsLong();
                case "generation" -> number = parser.getValueAsLong();
                case "checksum" -> expected = parser.getValueAsString();
                case "sections" -> {
                    check(value == JsonToken.START_OBJECT, "its sections are not an object");
                    sections();
                }
                default -> parser.skipChildren();
            }
        }

        private void sections() throws IOException {
            int start = start();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int from = start();
                parser.skipChildren();
                parser.finishToken();
                sections.put(name, Arrays.copyOfRange(file, from, end()));
            }
            actual = checksum(List.of(Arrays.copyOfRange(file, start, end())));
        }

        private int start() {
            return (int) parser.currentTokenLocation().getByteOffset();
        }

        private int end() {
            return (int) parser.currentLocation().getByteOffset();
        }

        private static void check(boolean ok, String otherwise) throws DamagedException {
            if (!ok) {
                throw new DamagedException(otherwise);
            }
        }
    }
}
