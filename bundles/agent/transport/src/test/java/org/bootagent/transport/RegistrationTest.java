package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.testing.MemoryHost;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
    private static final String SN = "dcb886e9-04ed-41bb-9c12-4d2de12cd59b";

    private final MemoryHost host = new MemoryHost();
    private final Registration registration = registration("one machine");

    @Test
    void proposesTheSameSerialNumberAtEachTryAndEachStart() {
        assertThat(registration.request().hostname()).isEqualTo("web-1");
        String proposed = registration.request().agentsn();
        assertThat(UUID.fromString(proposed)).hasToString(proposed);

        refused("{\"status\":1}");
        refused("{\"status\":1,\"agentsn\":\"taken\"}");
        refused("{\"status\":0}");

        assertThat(registration.request().agentsn()).isEqualTo(proposed);
        assertThat(registration("one machine").request().agentsn()).isEqualTo(proposed);
    }

    @Test
    void aCopyOfItsDiskProposesAnother() {
        String proposed = registration.proposed();

        assertThat(registration("another machine").proposed()).isNotEqualTo(proposed);
    }

    @Test
    void proposesTheOneThatARefusalGives() {
        assertThat(registration.proposed()).isNotEqualTo(SN);

        refused("{\"status\":1,\"agentsn\":\"" + SN + "\"}");

        assertThat(registration.proposed()).isEqualTo(SN);
        assertThat(registration("one machine").proposed()).isEqualTo(SN);
    }

    @Test
    void keepsItWhileItCannotBeSavedAndSavesItThen() {
        host.diskFull = true;
        String proposed = registration.proposed();
        assertThat(registration.proposed()).isEqualTo(proposed);
        assertThat(host.read(Proposal.SECTION)).isEmpty();

        host.diskFull = false;
        assertThat(registration.proposed()).isEqualTo(proposed);
        assertThat(registration("one machine").proposed()).isEqualTo(proposed);

        host.diskFull = true;
        refused("{\"status\":1,\"agentsn\":\"" + SN + "\"}");
        assertThat(registration.proposed()).isEqualTo(SN);
    }

    @Test
    void whatIsAcceptedTakesThePlaceOfWhatWasProposed() throws IOException {
        String proposed = registration.proposed();
        assertThat(host.read(Proposal.SECTION)).isPresent();

        registration.accept(read("{\"status\":0,\"agentsn\":\"" + SN + "\"}"));

        assertThat(host.settings().orElseThrow().agentsn()).isEqualTo(SN).isNotEqualTo(proposed);
        assertThat(host.read(Proposal.SECTION)).isEmpty();
    }

    private void refused(String reply) {
        assertThatThrownBy(() -> read(reply)).isInstanceOf(IOException.class);
    }

    /** As after a start, of the state there is. */
    private Registration registration(String machine) {
        return new Registration(
                host,
                () -> machine,
                () -> "web-1",
                ServerAddress.parseList("first:81,first:81"),
                Duration.ofMinutes(10));
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
