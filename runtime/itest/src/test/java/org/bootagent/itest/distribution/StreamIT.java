package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
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
