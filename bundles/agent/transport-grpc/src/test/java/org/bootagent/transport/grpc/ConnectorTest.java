package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.Registration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static Session session() {
        return new Session(new Link(SERVER, null, null, null), UUID.randomUUID(), null);
    }

    /** The longest wait that there may be. */
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
