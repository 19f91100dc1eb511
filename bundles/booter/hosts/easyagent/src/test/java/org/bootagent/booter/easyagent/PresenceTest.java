package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Quota;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.StatusReportEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host is online exactly while its stream is open. */
class PresenceTest {
    private static final int HOSTS = 40;
    private static final int REPORTS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path home;

    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private final List<StandIn> hosts = new ArrayList<>();
    private EmbeddedStore store;
    private FleetServices fleet;
    private StreamServer server;

    @BeforeEach
    void start() throws Exception {
        store = new EmbeddedStore(home);
        Clock later = Clock.systemUTC();
        fleet = new FleetServices(store, new Welcome("", "", 0), new Clock() {
            @Override
            public Instant instant() {
                return later.instant().plus(passed.get());
            }

            @Override
            public ZoneId getZone() {
                return later.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        });
        server = server(fleet);
    }

    @AfterEach
    void stop() {
        hosts.forEach(StandIn::close);
        server.close();
        store.close();
    }

    /** Their step is a second: by their reports alone they would be offline three seconds after the last one. */
    @Test
    void allAreOnlineAfterTheyHaveReportedAsFastAsTheyCan() throws Exception {
        connect();
        var threads = Executors.newFixedThreadPool(HOSTS);
        try {
            var flood = new ArrayList<Future<?>>();
            for (StandIn host : hosts) {
                flood.add(threads.submit(() -> {
                    for (int i = 0; i < REPORTS; i++) {
                        host.report(report(host, i));
                    }
                }));
            }
            for (Future<?> one : flood) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fleet.hosts().counts().events()).as("the flood took place").isEqualTo((long) HOSTS * REPORTS);
        assertThat(fleet.hosts().counts().online()).isEqualTo(HOSTS);

        pass(Duration.ofMinutes(1));
        assertThat(fleet.hosts().counts().online()).as("silent and connected").isEqualTo(HOSTS);

        for (int hour = 0; hour < 3; hour++) {
            pass(Duration.ofHours(1));
            server.sessions().confirmPresence();
            assertThat(fleet.hosts().counts().online())
                    .as("silent and connected")
                    .isEqualTo(HOSTS);
        }
    }

    @Test
    void whoseStreamEndsIsOfflineAtOnceWhateverItsStepIs() throws Exception {
        connect();
        hosts.forEach(host -> host.report(report(host, 0)));
        assertThat(fleet.hosts().counts().online()).isEqualTo(HOSTS);
        for (StandIn host : hosts.subList(0, HOSTS / 2)) {
            host.close();
        }
        await().atMost(PATIENCE).until(() -> fleet.hosts().counts().online() == HOSTS / 2);
        server.sessions().confirmPresence();
        assertThat(fleet.hosts().counts().online()).isEqualTo(HOSTS / 2);
    }

    @Test
    void afterAnOrderlyStopNobodyIsOnline() throws Exception {
        connect();
        assertThat(fleet.hosts().counts().online()).isEqualTo(HOSTS);
        server.close();
        assertThat(fleet.hosts().counts().online()).isZero();
    }

    /** A killed Booter notes nothing at its end: the store is left as it was while the streams were open. */
    @Test
    void afterABooterWasKilledAHostIsOfflineUntilItsStreamOpens() throws Exception {
        connect();
        fleet.core().writeContactsWithin(Duration.ofMillis(1));
        fleet.core().close();
        FleetServices next = new FleetServices(store, new Welcome("", "", 0), Clock.systemUTC());
        assertThat(next.hosts().counts().online()).as("noted as online").isEqualTo(HOSTS);
        try (var second = server(next)) {
            assertThat(next.hosts().counts().online()).isZero();
            assertThat(next.hosts().list(HostFilter.ALL, Slice.FIRST).items())
                    .allSatisfy(host -> assertThat(host.onlineUntil()).isEqualTo(host.lastSeen()));
            try (var back = new StandIn(second.port(), hosts.get(0).sn)) {
                back.ready();
                await().atMost(PATIENCE).until(() -> next.hosts().counts().online() == 1);
            }
        }
    }

    private void connect() {
        for (int i = 0; i < HOSTS; i++) {
            var host = new StandIn(server.port(), "0b7a1c5e-6f0e-4e7c-9f7e-1d6b3c2a%04d".formatted(i));
            // Every second one is an original, which never reports its step.
            host.register(i % 2 == 0 ? "bootagent-1.2.4-x86_64" : "");
            hosts.add(host.ready());
        }
        await().atMost(PATIENCE).until(() -> server.connected() == HOSTS);
        await().atMost(PATIENCE).until(() -> fleet.hosts().counts().online() == HOSTS);
    }

    private StreamServer server(FleetServices of) throws IOException {
        return new StreamServer(
                of,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Quota(1000, 1000),
                Tls.NONE,
                Admit.LOOPBACK,
                Duration.ofSeconds(30),
                new JobOutputStore(home, 1 << 30, of.jobs()),
                null);
    }

    private void pass(Duration time) {
        passed.updateAndGet(before -> before.plus(time));
    }

    private static Event.Builder report(StandIn host, int number) {
        String json = "{\"hostname\":\"h\",\"agentsn\":\"" + host.sn
                + "\",\"version\":\"bootagent-1.2.4-x86_64\",\"step\":1,\"agents\":[],\"events\":[{\"id\":\"e" + number
                + "\",\"time\":1,\"type\":\"killed\"}]}";
        return Event.newBuilder()
                .setEventType(EventType.EVT_STATUS_REPORT)
                .setStatusReport(StatusReportEvent.newBuilder().setJson(ByteString.copyFromUtf8(json)));
    }
}
