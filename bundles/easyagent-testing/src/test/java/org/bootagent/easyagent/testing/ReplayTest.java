package org.bootagent.easyagent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The replaying peers, one against the other. */
class ReplayTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ID = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String AGENT = "0e9ba7a5-66d1-4f0a-9a3e-4d2fa8a5f0ce";

    private ReplayingServer server;
    private ReplayingSidecar sidecar;

    @BeforeEach
    void open() throws Exception {
        server = new ReplayingServer();
        sidecar = ReplayingSidecar.to(server.port(), ID);
    }

    @AfterEach
    void close() {
        sidecar.close();
        server.close();
    }

    @Test
    void sidecarRegistersUnderItsOwnId() {
        sidecar.register();

        Message registration = server.registrations().get(0).message();
        assertThat(registration.message("H").orElseThrow().id("id")).isEqualTo(ID);
        assertThat(registration.text("osPlatform")).isEqualTo("debian");
        assertThat(registration.has("swapSize")).isFalse();
    }

    @Test
    void refusalReachesTheSidecar() {
        server.registering(request -> Status.UNKNOWN.withDescription("uninstalled sidecar"));

        assertThatThrownBy(sidecar::register).hasMessageContaining("uninstalled sidecar");
    }

    @Test
    void commandIsAnsweredWithItsOwnNumberAndAgent() {
        listen();
        server.substitution().put("00000000-0000-4000-a000-000000000003", AGENT);

        server.send(Fixtures.load()
                .exchanges("install-ok-sync")
                .get(0)
                .command()
                .content()
                .withNumber("seqno", seqno -> 77L));

        await().atMost(PATIENCE).until(() -> !server.events().isEmpty());
        Message answer = server.answers(77).get(0);
        assertThat(answer.body().id("agentId")).isEqualTo(AGENT);
        assertThat(answer.body().text("message")).isEqualTo("installing b p1 p2\n");
        assertThat(answer.body().has("progress")).isFalse();
        assertThat(answer.body().has("failed")).isFalse();
    }

    @Test
    void everyRecordedCommandIsAnsweredAsItWas() {
        listen();
        var exchanges = Fixtures.load().exchanges();
        for (Exchange exchange : exchanges) {
            int before = server.events().size();
            sidecar.answering(command -> Optional.of(exchange));
            server.send(exchange.command().content());
            if (exchange.answer().isPresent()) {
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> server.events().size() > before);
                assertThat(server.events().get(before).message().body().bytes())
                        .isEqualTo(exchange.answer()
                                .get()
                                .content()
                                .body()
                                .withIds(sidecar.substitution()::here)
                                .bytes());
            }
        }
        assertThat(server.events()).hasSizeGreaterThan(140);
    }

    @Test
    void silentSidecarTakesCommandsAndAnswersNone() throws Exception {
        sidecar.answering(Playbook.silent());
        listen();
        server.send(Fixtures.load().exchanges("exec-ok").get(0).command().content());

        assertThat(Exchange.verb(sidecar.next())).isEqualTo("EXEC_SCRIPT");
        assertThat(server.events()).isEmpty();
    }

    @Test
    void endOfTheStreamIsTold() throws Exception {
        listen();
        server.end(Status.UNKNOWN.withDescription("already connected"));

        assertThat(sidecar.end().getDescription()).isEqualTo("already connected");
    }

    private void listen() {
        sidecar.listen();
        await().atMost(PATIENCE).until(server::hasListener);
    }
}
