package org.bootagent.booter.http.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.Fleet;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;

class AgentEndpointTest {
    private final AgentEndpoint endpoint =
            new AgentEndpoint(new Fleet(new BrokenStore(), Welcome.PLAIN, Clock.systemUTC()));

    @Test
    void failureInsideIsLoggedOnceAndNotToldOutside() throws Exception {
        var logged = new ArrayList<LogRecord>();
        Answer answer = whileListening(
                logged, () -> endpoint.post(AgentEndpoint.REGISTER, null, -1, body("{\"hostname\":\"web1\"}"), null));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("\"status\":1").doesNotContain("the fault");
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0).getThrown()).hasMessage("the fault");
    }

    @Test
    void announcedLengthIsEnoughToRefuse() throws Exception {
        assertThat(endpoint.post(AgentEndpoint.STATUS, null, AgentEndpoint.MAX_BODY + 1L, unreadable(), null)
                        .status())
                .isEqualTo(413);
    }

    @Test
    void bodyThatBreaksOffIsTheServersToHandle() {
        assertThatThrownBy(() -> endpoint.post(AgentEndpoint.STATUS, null, -1, unreadable(), null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void elsewhereThereIsNothing() throws Exception {
        assertThat(endpoint.post("/agent", null, -1, body("{}"), null).status()).isEqualTo(404);
    }

    private interface Call {
        Answer answer() throws IOException;
    }

    private static Answer whileListening(List<LogRecord> logged, Call call) throws IOException {
        var logger = Logger.getLogger(AgentEndpoint.class.getName());
        logger.setUseParentHandlers(false);
        try (var records = new LogRecords(logger)) {
            Answer answer = call.answer();
            logged.addAll(records.all());
            return answer;
        } finally {
            logger.setUseParentHandlers(true);
        }
    }

    private static InputStream unreadable() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        return closed;
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Breaks as soon as it was read once, when the fleet is started. */
    private static final class BrokenStore implements FleetStore {
        private final AtomicBoolean broken = new AtomicBoolean();

        @Override
        public <T> T inTransaction(Function<Transaction, T> work) {
            if (broken.getAndSet(true)) {
                throw new IllegalStateException("the fault");
            }
            return work.apply((Transaction) Proxy.newProxyInstance(
                    Transaction.class.getClassLoader(),
                    new Class<?>[] {Transaction.class},
                    (proxy, method, arguments) -> List.of()));
        }
    }
}
