package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.NoServerException;
import org.bootagent.transport.ProposedNumber;
import org.bootagent.transport.Registration;
import org.bootagent.transport.grpc.host.HostFacts;
import org.bootagent.transport.grpc.host.OsRelease;
import org.bootagent.transport.grpc.host.Proc;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectorTest {
    private static final ServerAddress SERVER = ServerAddress.parse("127.0.0.1:9");

    @TempDir
    Path home;

    private Connector connector;

    @BeforeEach
    void create() {
        connector = new Connector(
                new TestHost(home).metafile,
                List.of(),
                new Registration(() -> "web1", List.of(SERVER), Duration.ofMinutes(10)),
                null,
                null,
                null,
                null,
                () -> new Backoff(new Longest()));
    }

    @Test
    void connectionThatWorkedIsMadeAnewSoon() {
        for (int i = 0; i < 3; i++) {
            assertThat(connector.pause(session(), Link.End.LOST, Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
            connector.proved(SERVER);
        }
    }

    @Test
    void whoIsReplacedAgainAndAgainStaysAwayLongerThoughItConnectsEachTime() {
        for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
            connector.proved(SERVER);
            assertThat(connector.pauseAsReplaced(Duration.ofSeconds(seconds))).isEqualTo(Duration.ofSeconds(seconds));
        }
        assertThat(connector.pauseAsReplaced(Duration.ofSeconds(301)))
                .as("nobody has minded for longer than another would stay away")
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "PERMISSION_DENIED"})
    void whoeverIsNotAdmittedAsksAgainEvery3SecondsAndSaysOnceWhatToDo(Status.Code code) throws Exception {
        var host = new TestHost(home);
        var number = new ProposedNumber(host.metafile, "").current();
        try (var server = new StandInServer()) {
            var asks = connector(host, server);
            for (int i = 0; i < 5; i++) {
                server.refusals.add(code.toStatus().withDescription("host is not known here"));
            }
            var told = new HashSet<String>();
            for (int i = 1; i <= 5; i++) {
                var refused = catchThrowableOfType(NoServerException.class, asks::connect);
                assertThat(server.registrations).hasSize(i);
                assertThat(refused.untilNext()).isEqualTo(Duration.ofSeconds(3));
                told.add(refused.getMessage());
            }
            assertThat(told)
                    .as("the log tells what changes")
                    .singleElement()
                    .asString()
                    .contains(number.toString(), "host is not known here", "admit this host there");
            assertThat(asks.connect().id()).isEqualTo(number);
        }
    }

    @Test
    void aServerThatCannotAnswerIsAskedLessAndLess() throws Exception {
        var host = new TestHost(home);
        try (var server = new StandInServer()) {
            var asks = connector(host, server);
            for (int seconds : new int[] {5, 10, 20}) {
                server.refusals.add(Status.UNAVAILABLE.withDescription("too busy"));
                var failed = catchThrowableOfType(NoServerException.class, asks::connect);
                assertThat(failed.untilNext()).isEqualTo(Duration.ofSeconds(seconds));
                assertThat(failed).hasMessageContaining("too busy");
            }
        }
    }

    private static Connector connector(TestHost host, StandInServer server) throws Exception {
        var address = ServerAddress.parse(server.address());
        return new Connector(
                host.metafile,
                List.of(),
                new Registration(() -> "web1", List.of(address), Duration.ofMinutes(10)),
                new ProposedNumber(host.metafile, ""),
                new HostFacts(new Proc(Path.of("/proc")), new OsRelease(Path.of("/etc")), "1", List.of()),
                to -> new Link(
                        to,
                        NettyChannelBuilder.forTarget(to.toString())
                                .usePlaintext()
                                .build(),
                        Duration.ofMinutes(1),
                        Clock.systemUTC()),
                (link, id, booter) -> null,
                () -> new Backoff(new Longest()));
    }

    private static Session session() {
        return new Session(new Link(SERVER, null, null, null), UUID.randomUUID(), null);
    }

    /** Always chooses the longest wait. */
    private static final class Longest implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long from, long to) {
            return to - 1;
        }
    }
}
