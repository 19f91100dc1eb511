package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
    private static final String SN = "dcb886e9-04ed-41bb-9c12-4d2de12cd59b";

    private final Registration registration =
            new Registration(() -> "web-1", ServerAddress.parseList("first:81,first:81"), Duration.ofMinutes(10));

    @Test
    void proposesAnotherSerialNumberEachTime() {
        assertThat(registration.request().hostname()).isEqualTo("web-1");
        assertThat(registration.request().agentsn())
                .isNotEqualTo(registration.request().agentsn());
    }

    @Test
    void proposesWhatTheSettingsSay() {
        var configured =
                new Registration(() -> "web-1", List.of(), Duration.ofMinutes(10), Optional.of(UUID.fromString(SN)));
        assertThat(configured.request().agentsn()).isEqualTo(SN);
        assertThat(configured.request().agentsn()).isEqualTo(SN);
    }

    @Test
    void takesTheSeedsSample() throws IOException {
        var settings = read("{\"status\": 0, \"agentsn\": \"" + SN + "\", \"tags\": \"svc=ecs,cmpt=DB\",}");

        assertThat(settings)
                .isEqualTo(new HostSettings(
                        SN,
                        Map.of("svc", "ecs", "cmpt", "DB"),
                        List.of("first:81", "first:81"),
                        Duration.ofMinutes(10)));
    }

    @Test
    void takesServersAndStepOfTheServer() throws IOException {
        var settings = read("{\"status\":0,\"agentsn\":\"" + SN + "\",\"svrlist\":\"b:1,a,\",\"step\":1200}");

        assertThat(settings.servers()).containsExactly("b:1", "a");
        assertThat(settings.step()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void takesTagsAsTheyCome() throws IOException {
        var settings = read("{\"status\":0,\"agentsn\":\"" + SN + "\",\"tags\":\" a = 1 ,,b,c=x=y\"}");

        assertThat(settings.tags()).isEqualTo(Map.of("a", "1", "b", "", "c", "x=y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "[]",
                "{}",
                "{\"agentsn\":\"" + SN + "\"}",
                "{\"status\":1,\"agentsn\":\"" + SN + "\"}",
                "{\"status\":\"0\",\"agentsn\":\"" + SN + "\"}",
                "{\"status\":0}",
                "{\"status\":0,\"agentsn\":\"1-1-1-1-1\"}",
                "{\"status\":0,\"agentsn\":{\"a\":1}}",
                "{\"status\":0,\"agentsn\":\"" + SN + "\",\"step\":0}",
                "{\"status\":0,\"agentsn\":\"" + SN + "\",\"step\":86401}",
                "{\"status\":0,\"agentsn\":\"" + SN + "\",\"step\":\"soon\"}",
                "{\"status\":0,\"agentsn\":\"" + SN + "\",\"svrlist\":\"a:0\"}",
                "{\"status\":0,\"agentsn\":\"" + SN + "\",\"svrlist\":\"-a b-\"}"
            })
    void isNotRegisteredByAnythingElse(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(IOException.class).hasMessageMatching("(?s).+");
    }

    private HostSettings read(String body) throws IOException {
        return registration.read(Json.MAPPER.readTree(body));
    }
}
