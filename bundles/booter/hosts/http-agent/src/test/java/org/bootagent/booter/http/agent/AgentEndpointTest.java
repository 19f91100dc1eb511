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
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.JobStore;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentEndpointTest {
    private final BrokenStore store = new BrokenStore();
    private final FleetServices fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
    private final AgentEndpoint endpoint = new AgentEndpoint(fleet.registry(), fleet.reports());

    @BeforeEach
    void breakStore() {
        store.broken.set(true);
    }

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

    /** Store without anything, which fails once it is told to. */
    private static final class BrokenStore implements FleetStore {
        private final AtomicBoolean broken = new AtomicBoolean();

        @Override
        public <T> T inTransaction(Function<UnitOfWork, T> work) {
            if (broken.get()) {
                throw new IllegalStateException("the fault");
            }
            var hosts = proxy(HostStore.class, method -> List.of());
            var jobs = proxy(JobStore.class, method -> new Page<>(List.of(), 0));
            return work.apply(proxy(UnitOfWork.class, method -> method.equals("hosts") ? hosts : jobs));
        }

        private static <T> T proxy(Class<T> type, Function<String, Object> answer) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> answer.apply(method.getName())));
        }
    }
}
