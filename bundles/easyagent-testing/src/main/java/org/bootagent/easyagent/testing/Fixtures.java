package org.bootagent.easyagent.testing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bootagent.wire.Json;

/**
 * Messages sent and received by the original EasyAgent, scenario by scenario.
 *
 * @param stream between the original server and the original sidecar
 * @param calls of REST clients to the original server
 * @param callbacks of the original server and sidecar
 * @param bootAgent between the original server and a BootAgent older than the recordings
 */
public record Fixtures(List<Frame> stream, List<RestCall> calls, List<Callback> callbacks, List<Frame> bootAgent) {
    private static final ObjectMapper MAPPER = Json.MAPPER
            .copy()
            .registerModule(new SimpleModule()
                    .addSerializer(ByteString.class, new Base64Writer())
                    .addDeserializer(ByteString.class, new Base64Reader()));

    public Fixtures {
        stream = List.copyOf(stream);
        calls = List.copyOf(calls);
        callbacks = List.copyOf(callbacks);
        bootAgent = List.copyOf(bootAgent);
    }

    /** Loads the project's fixtures. */
    public static Fixtures load() {
        return Loaded.FIXTURES;
    }

    /** Caches the fixtures, because reading takes a second. */
    private static final class Loaded {
        private static final Fixtures FIXTURES = new Fixtures(
                read("stream", Frame.class),
                read("rest", RestCall.class),
                read("callbacks", Callback.class),
                read("bootagent", Frame.class));
    }

    /** All scenarios between the originals, in the order in which they were recorded. */
    public List<Scenario> scenarios() {
        return names().stream().map(this::scenario).toList();
    }

    /** The scenario of this name. */
    public Scenario scenario(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("no scenario " + name);
        }
        return new Scenario(
                name,
                stream.stream().filter(frame -> frame.scenario().equals(name)).toList(),
                calls.stream().filter(call -> call.scenario().equals(name)).toList(),
                callbacks.stream()
                        .filter(callback -> callback.scenario().equals(name))
                        .toList());
    }

    /** Every command of the original server with the original sidecar's answer. */
    public List<Exchange> exchanges() {
        return Exchange.of(stream);
    }

    /** Every command of the original server with the answer of that BootAgent. */
    public List<Exchange> bootAgentExchanges() {
        return Exchange.of(bootAgent);
    }

    /** The commands of this scenario with their answers. */
    public List<Exchange> exchanges(String scenario) {
        return exchanges().stream()
                .filter(exchange -> exchange.scenario().equals(scenario))
                .toList();
    }

    /** Returns the names of all scenarios, in the order of their first line of any kind. */
    public Set<String> names() {
        record Line(int at, String scenario) {}
        return Stream.of(
                        stream.stream().map(frame -> new Line(frame.at(), frame.scenario())),
                        calls.stream().map(call -> new Line(call.at(), call.scenario())),
                        callbacks.stream().map(callback -> new Line(callback.at(), callback.scenario())))
                .flatMap(lines -> lines)
                .sorted(java.util.Comparator.comparingInt(Line::at))
                .map(Line::scenario)
                .collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new));
    }

    /** Writes them as resources below this directory. */
    void write(Path directory) throws IOException {
        write(directory, "stream", stream);
        write(directory, "rest", calls);
        write(directory, "callbacks", callbacks);
        write(directory, "bootagent", bootAgent);
    }

    private static void write(Path directory, String name, List<?> lines) throws IOException {
        try (var out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(directory.resolve(file(name)))), StandardCharsets.UTF_8)) {
            for (Object line : lines) {
                out.write(MAPPER.writeValueAsString(line) + "\n");
            }
        }
    }

    private static <T> List<T> read(String name, Class<T> type) {
        try (var in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Fixtures.class.getResourceAsStream(file(name))), StandardCharsets.UTF_8))) {
            List<T> read = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                read.add(MAPPER.readValue(line, type));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(String name) {
        return name + ".jsonl.gz";
    }

    private static final class Base64Writer extends JsonSerializer<ByteString> {
        @Override
        public void serialize(ByteString value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeBinary(value.toByteArray());
        }
    }

    private static final class Base64Reader extends JsonDeserializer<ByteString> {
        @Override
        public ByteString deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return ByteString.copyFrom(in.getBinaryValue());
        }
    }
}
