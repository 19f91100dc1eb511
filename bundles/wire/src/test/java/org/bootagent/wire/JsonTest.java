package org.bootagent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    record Times(Instant at, Duration step) {}

    /** The seed's sample, without its comments, with its trailing commas and its duplicate id. */
    private static final String SEED_REPLY = """
            {
              "status": 2,
              "jobs": [{
                "id": "ddc8a9b9-55bd-4ddd-b53d-47095ee19466",
                "action": "install",
                "name": "BasicAgent",
                "url": "ftp://server:port/BasicAgent/BasicAgent-0.1.0-0.x86_64.rpm",
                "checksum": "SHA256:4a34b8d7d3009bb9ef9475fbf33e7bbe4a1e8db003aefc578a241c2f51c2c2f2",
                "envs": { "PATH": "/usr/bin;/usr/local/bin" },
                "limits": { "CPU": "10%", "memory": "20M" }
              }, {
                "id": "ddc8a9b9-55bd-4ddd-b53d-47095ee19466",
                "action": "config",
                "svrlist": "192.168.9.1:1234,",
                "step": 1200,
              }]
            }
            """;

    @Test
    void readsTheSeedsReply() throws Exception {
        var reply = Json.MAPPER.readValue(SEED_REPLY, StatusReply.class);
        var jobs = reply.jobs().stream().map(JobMessage::read).toList();

        assertThat(jobs).extracting("action").containsExactly("install", "config");
        assertThat(jobs.get(0).id()).isEqualTo(jobs.get(1).id());
        assertThat(jobs.get(0).key()).isNotEqualTo(jobs.get(1).key());
        assertThat(jobs.get(1).name()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hostname\":1}",
                "{\"hostname\":1.5}",
                "{\"agentsn\":true}",
                "{\"actions\":[1]}",
                "{\"uptime\":\"\"}",
                "{\"uptime\":\" \"}",
                "{\"jobs\":[{\"id\":1}]}",
                "{\"jobs\":[{\"errcode\":\"\"}]}",
                "{\"jobs\":[{\"errcode\":true}]}",
                "{\"events\":[{\"time\":\"\"}]}",
                "{\"agents\":[{\"name\":7}]}",
                "{\"agents\":[{\"limits\":{\"pids\":7}}]}"
            })
    void textIsTextOnTheWire(String report) {
        assertThatThrownBy(() -> Json.REPORT.readValue(report)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.WIRE.readValue(report, StatusReport.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void theWireIgnoresWhatItDoesNotKnow() throws Exception {
        String reply = "{\"status\":2,\"agentsn\":\"a\",\"step\":60,\"more\":{},}";
        assertThat(Json.WIRE.readValue(reply, RegisterReply.class))
                .isEqualTo(new RegisterReply(2, "a", null, null, 60));
        assertThat(Json.WIRE.readValue(SEED_REPLY, StatusReply.class).jobs()).hasSize(2);
    }

    @Test
    void timesAreIsoText() throws Exception {
        var times = new Times(Instant.ofEpochSecond(1232), Duration.ofMinutes(10));
        String json = Json.MAPPER.writeValueAsString(times);

        assertThat(json).isEqualTo("{\"at\":\"1970-01-01T00:20:32Z\",\"step\":\"PT10M\"}");
        assertThat(Json.MAPPER.readValue(json, Times.class)).isEqualTo(times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"status\":1,\"status\":2}", "{} {}", "{\"jobs\":{}}", "{\"status\":\"x\"}", "", "{"})
    void refuses(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, StatusReply.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesWhatIsTooDeep() {
        assertThatThrownBy(() -> Json.MAPPER.readTree("[".repeat(2000) + "]".repeat(2000)))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("nesting depth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": [1", "{\"a\": 1, \"a\": 2}", "nonsense"})
    void tellsAFaultInOneLineOfItsOwnWords(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readTree(json))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        fault -> assertThat(Json.fault(fault))
                                .contains("(line 1, column ")
                                .doesNotContain("StreamReadFeature", "\n"));
    }

    /** Guards the heap: each byte of such a report would take a hundred bytes of memory. */
    @Test
    void reportOfMillionsOfNothingsIsRefusedWhileItIsRead() {
        String nothings = "{\"agents\":[" + "{},".repeat(1_000_000) + "{}]}";
        assertThatThrownBy(() -> Json.REPORT.readValue(nothings))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> assertThat(Json.fault(e))
                                .startsWith("it has more than 500000 names, values and brackets; send it in parts")
                                .doesNotContain("Constraints"));
    }

    @Test
    void aBoundIsToldWithoutASettingThatNobodyCanChange() {
        assertThatThrownBy(() -> Json.MAPPER.readTree("[".repeat(2000)))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        e -> assertThat(Json.fault(e)).contains("1000").doesNotContain("Constraints"));
    }

    @Test
    void reportOfAllThatAHostMaySayIsRead() throws Exception {
        String result = "{\"id\":\"i\",\"errcode\":0,\"message\":\"m\",\"action\":\"a\",\"name\":\"n\"},";
        String event = "{\"id\":\"i\",\"time\":1,\"agent\":\"a\",\"type\":\"t\",\"detail\":\"d\"},";
        String progress = "{\"id\":\"i\",\"action\":\"a\",\"name\":\"n\",\"done\":0.5,\"message\":\"m\"},";
        String agent =
                "{\"name\":\"n\",\"version\":\"1\",\"status\":\"running\",\"uptime\":1,\"state\":\"running\",\"pid\":1,"
                        + "\"restarts\":0,\"release\":\"r\",\"reason\":\"\",\"limits\":{\"CPU\":\"1%\",\"memory\":\"1M\",\"pids\":\"1\"},"
                        + "\"mechanism\":\"m\",\"health\":\"h\",\"healthReason\":\"\"},";
        StatusReport report = Json.REPORT.readValue("{\"jobs\":[" + result.repeat(10_000) + "],\"events\":["
                + event.repeat(2_000) + "],\"progress\":[" + progress.repeat(10_000) + "],\"agents\":["
                + agent.repeat(2_000) + "]}");
        assertThat(report.jobs()).hasSize(10_000);
        assertThat(report.agents()).hasSize(2_000);
    }
}
