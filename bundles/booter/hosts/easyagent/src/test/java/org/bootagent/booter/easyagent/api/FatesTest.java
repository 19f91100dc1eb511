package org.bootagent.booter.easyagent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Logger;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.testing.LogRecords;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that wait when Booter stops, with a store that does not answer as it should. */
class FatesTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int CALLS = 20;
    private static final String UNKNOWN = "is taken back when Booter starts again, unless the host has it";

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    private EmbeddedStore store;
    private SlowStore slow;
    private V1 api;
    private TestApi server;

    /** Booter's own store, which can be made slow. */
    private static final class SlowStore implements FleetStore {
        private final FleetStore store;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Runnable fault = () -> {};

        SlowStore(FleetStore store) {
            this.store = store;
        }

        @Override
        public <T> T inTransaction(Function<UnitOfWork, T> work) {
            asked.incrementAndGet();
            fault.run();
            return store.inTransaction(work);
        }

        void breakDown(Runnable withFault) {
            asked.set(0);
            fault = withFault;
        }

        private static void take(long seconds) {
            try {
                boolean unused = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = new EmbeddedStore(home);
        slow = new SlowStore(store);
        var fleet = new FleetServices(slow, Welcome.PLAIN, Clock.systemUTC());
        fleet.registry().register(new RegisterRequest("web1", SN));
        String agent = fleet.easy()
                .install(SN, "beat", "/bin/beat", "/etc/beat", fleet.time().now())
                .agentId();
        api = new V1(
                fleet,
                new JobOutputStore(home, 1 << 30, fleet.jobs()),
                () -> null,
                arch -> Optional.empty(),
                "1.2.3",
                home.resolve("log"),
                "",
                Duration.ofMinutes(10),
                4 * CALLS);
        server = new TestApi(api);
        for (int i = 0; i < CALLS; i++) {
            var request = HttpRequest.newBuilder(URI.create(server.url("agent/" + agent + "/startSync")));
            answers.add(client.sendAsync(request.build(), BodyHandlers.ofString()));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> api.waiting() == CALLS);
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storeThatFailsIsAskedOnceForAllWhoWait(boolean error) {
        slow.breakDown(() -> {
            SlowStore.take(1);
            if (error) {
                throw new NoClassDefFoundError("org/example/Missing");
            }
            throw new IllegalStateException("no connection");
        });

        try (var logged = new LogRecords(Logger.getLogger(V1.class.getPackageName()))) {
            api.close();

            assertThat(answered()).hasSize(CALLS).allMatch(answer -> answer.contains(UNKNOWN));
            assertThat(slow.asked).hasValue(1);
            assertThat(logged.messages()).singleElement().asString().contains("the store failed");
        }
    }

    @Test
    void storeThatIsSlowIsNotAskedForAllWhoWait() {
        slow.breakDown(() -> SlowStore.take(2));

        try (var logged = new LogRecords(Logger.getLogger(V1.class.getPackageName()))) {
            api.close();

            var answered = answered();
            assertThat(answered).hasSize(CALLS);
            assertThat(answered).anyMatch(answer -> answer.contains("is taken back and will not run"));
            assertThat(answered).anyMatch(answer -> answer.contains(UNKNOWN));
            assertThat(logged.messages()).singleElement().asString().contains("it takes more than 5 s");
        }
    }

    private List<String> answered() {
        return answers.stream().map(answer -> answer.join().body()).toList();
    }
}
