package org.bootagent.easyagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the fixtures with their recordings, if those are beside the checkout. */
class FixturesTest {
    private static final Path RECORDING =
            Path.of(System.getProperty("easyagent.recording", "../../../shared/easyagent"));
    private static final Path RESOURCES = Path.of("src/main/resources/org/bootagent/easyagent/testing");

    private final Fixtures fixtures = Fixtures.load();

    @TestFactory
    Stream<DynamicTest> everyRecordedScenarioIsAFixture() throws IOException {
        if (!Files.isDirectory(RECORDING)) {
            return Stream.empty();
        }
        Fixtures recorded = Recording.read(RECORDING);
        if (System.getProperty("easyagent.fixtures", "").equals("write")) {
            recorded.write(RESOURCES);
        }
        assertThat(fixtures.names()).containsExactlyElementsOf(recorded.names());
        return Stream.concat(
                recorded.names().stream()
                        .map(name -> DynamicTest.dynamicTest(
                                name, () -> assertThat(fixtures.scenario(name)).isEqualTo(recorded.scenario(name)))),
                Stream.of(DynamicTest.dynamicTest(
                        "BootAgent under the original server",
                        () -> assertThat(fixtures.bootAgent()).isEqualTo(recorded.bootAgent()))));
    }

    @TestFactory
    Stream<DynamicTest> everyRecordedMessageIsReadAsTheRecorderReadIt() throws IOException {
        if (!Files.isDirectory(RECORDING)) {
            return Stream.empty();
        }
        return Stream.of("stream", "bootagent-under-peer")
                .map(name -> DynamicTest.dynamicTest(name, () -> readsAll(RECORDING.resolve(name + ".jsonl"))));
    }

    private static void readsAll(Path file) throws IOException {
        for (String text : Files.readAllLines(file)) {
            JsonNode line = Json.MAPPER.readTree(text);
            if (line.has("bytes") && line.has("text") && !text.contains(" in all]...")) {
                Message read = reader(line)
                        .apply(ByteString.copyFrom(
                                Base64.getDecoder().decode(line.get("bytes").asText())));
                JsonNode json = Json.MAPPER.readTree(read.json().toString());
                assertThat(json.equals(FixturesTest::compare, line.get("text")))
                        .as("line %s: %s", line.get("n"), json)
                        .isTrue();
            }
        }
    }

    /** Compares numbers; the recorder printed 32-bit fractions with a digit less. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean close =
                one.isDouble() && Math.abs(one.asDouble() - other.asDouble()) <= 1e-6 * Math.abs(one.asDouble());
        return close || one.equals(other) ? 0 : 1;
    }

    private static Function<ByteString, Message> reader(JsonNode line) {
        boolean request = line.get("kind").asText().equals("request");
        return switch (line.get("method").asText()) {
            case "registerSidecar" -> request ? Message::registration : Message::empty;
            case "readyForControl" -> request ? Message::listening : Message::command;
            default -> request ? Message::event : Message::empty;
        };
    }

    @Test
    void messagesAreWrittenAsTheyWere() {
        Stream.concat(fixtures.stream().stream(), fixtures.bootAgent().stream())
                .filter(frame -> frame.bytes() != null)
                .forEach(frame -> assertThat(frame.content().bytes()).isEqualTo(frame.bytes()));
    }

    @Test
    void eachCommandHasItsAnswer() {
        Set<String> unanswered = new TreeSet<>();
        List<Exchange> exchanges = fixtures.exchanges();
        exchanges.stream()
                .filter(exchange -> exchange.answer().isEmpty())
                .forEach(exchange -> unanswered.add(exchange.scenario()));
        assertThat(exchanges).hasSize(144);
        assertThat(unanswered).containsExactly("deaf-after-exec-timeout-zero");
    }

    @Test
    void scenariosAreFoundByName() {
        assertThat(new LinkedHashSet<>(
                        fixtures.scenarios().stream().map(Scenario::name).toList()))
                .isEqualTo(fixtures.names());
        assertThat(fixtures.scenario("exec-exit-3").calls()).hasSize(1);
        Exchange exec = fixtures.exchanges("exec-exit-3").get(0);
        assertThat(exec.verb()).isEqualTo("EXEC_SCRIPT");
        assertThat(exec.answer().orElseThrow().content().body().text("response"))
                .isEqualTo("out\nerr\n");
    }
}
