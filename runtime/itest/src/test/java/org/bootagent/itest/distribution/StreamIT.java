package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that is connected by the stream, where nothing waits for the next report: that would be in an hour. */
class StreamIT {
    private static BooterAndHost site;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        site = BooterAndHost.streaming();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void jobsAndEventsTravelAtOnce() {
        site.install("demo", SamplePackage.daemon("demo", "1.0.0").of(Format.EXECUTABLE), "fast");
        Processes.kill(site.agent().running("demo"));
        Await.until(() -> site.client().events(site.host(), "abnormal-exit").stream()
                .anyMatch(event -> event.path("agent").asText().equals("demo")));
        site.agent().running("demo");
        site.done("uninstall", "demo");
        assertThat(site.agent().agent("demo").isMissingNode()).isTrue();
    }

    @Test
    void anOriginalSidecarsVerbsWorkThroughTheManagementInterface() {
        var reply = site.client()
                .post(
                        "/api/v1/sidecar/" + site.host() + "/execscriptSync",
                        "{\"execScript\":\"echo hello $1\",\"parameter\":\"you\",\"timeout\":\"20s\"}");
        assertThat(reply.json().at("/data/result/response").asText()).isEqualTo("hello you\n");
        assertThat(reply.json().at("/data/result/failed").asBoolean()).isFalse();
    }

    /** The original's client asks once more after an error; whatever waits for its turn must not be begun then and again. */
    @Test
    void elevenScriptsAtOnceRunOnceEach() throws Exception {
        Path log = directory.resolve("runs");
        var calls = IntStream.range(0, 11)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> asTheOriginalsClient(
                                "echo begin %1$d >>%2$s; sleep 14; echo end %1$d >>%2$s".formatted(n, log)),
                        task -> new Thread(task).start()))
                .toList();
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.join().path("code").asInt()).as("%s", call.join()).isZero();
            assertThat(call.join().at("/data/result").has("failed")).isFalse();
        });
        var lines = IntStream.range(0, 11)
                .boxed()
                .flatMap(n -> Stream.of("begin " + n, "end " + n))
                .toList();
        assertThat(Files.readAllLines(log)).containsExactlyInAnyOrderElementsOf(lines);
    }

    private static JsonNode asTheOriginalsClient(String script) {
        String path = "/api/v1/sidecar/" + site.host() + "/execscriptSync";
        var body = Map.of("execScript", "#!/bin/sh\n" + script, "timeout", "20s");
        var answer = site.client().post(path, Json.MAPPER.valueToTree(body).toString());
        return answer.json().path("code").asInt() == 0
                ? answer.json()
                : site.client()
                        .post(path, Json.MAPPER.valueToTree(body).toString())
                        .json();
    }

    @Test
    void aResultOutlivesBooter() throws Exception {
        Path begun = directory.resolve("begun");
        Path go = directory.resolve("go");
        String script =
                "echo begun >>" + begun + "; echo before; until [ -e " + go + " ]; do sleep 0.1; done; echo after";
        String job = site.client().submit(site.host(), "exec", "", Map.of("script", script));
        Await.until(() -> Files.exists(begun));
        site.booter().program().kill();
        Files.createFile(go);
        Await.until(() -> site.agent().ask("status").path("jobs").isEmpty());
        assertThat(site.agent().ask("status").at("/unconfirmed/results").asInt(-1))
                .isNotZero();

        site.booter().run();
        var result = site.client().result(job);
        assertThat(result.path("errcode").asInt()).as("%s", result).isZero();
        assertThat(result.path("message").asText()).endsWith("after");
        assertThat(begun).content().isEqualTo("begun\n");
        assertThat(site.client().text("/api/v2/jobs/" + job + "/output")).isEqualTo("before\nafter\n");
    }

    @Test
    void aHostThatWasKilledComesBackToItsJobs() throws Exception {
        site.agent().kill();
        String job = site.client().submit(site.host(), "exec", "", Map.of("script", "echo late"));
        site.agent().run("--transport", "grpc");
        assertThat(site.client().result(job).path("errcode").asInt()).isZero();
    }

    /** Programs take what is told of a signal for the host's death. */
    @Test
    void onlyAnEndByASignalIsToldAndNoRequestedRestart() throws Exception {
        try (var guarded = BooterAndHost.streamingGuarded()) {
            var first = guarded.agent().jvm(null);
            var body = "{\"cmd\":\"UPDATE_SIDECAR_CONFIG\"}";
            long seq = guarded.client()
                    .post("/api/v1/sidecar/" + guarded.host() + "/control", body)
                    .json()
                    .at("/data/operation_seq")
                    .asLong();
            guarded.agent().jvm(first);
            Await.until(() -> guarded.client()
                    .get("/api/v1/sidecar/" + guarded.host() + "/progress?operation_seq=" + seq)
                    .at("/data/op_result")
                    .isNumber());
            assertThat(guarded.client().events(guarded.host(), "host")).isEmpty();

            guarded.agent().terminate();
            Await.until(() -> !guarded.client().events(guarded.host(), "host").isEmpty());
            assertThat(guarded.client().events(guarded.host(), "host"))
                    .singleElement()
                    .extracting(event -> event.path("detail").asText())
                    .isEqualTo("quit according to signal 'terminated'\n");
            assertThat(Files.readString(guarded.agent().home().resolve("log/bootagent.log")))
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void theStreamIsSaidWhereItIsAsked() {
        assertThat(site.agent().cli("status").out())
                .contains("Transport grpc", site.booter().streamAddress());
        assertThat(site.agent().cli("run", "-T", "--transport", "grpc").out()).contains("grpc");
        var wrong = site.agent().cli("run", "-T", "--transport", "pigeon");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("pigeon");
    }
}
