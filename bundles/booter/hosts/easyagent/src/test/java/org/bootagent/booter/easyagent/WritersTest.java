package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.ComposedUnitOfWork;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.StatusReportEvent;
import org.bootagent.testing.LogRecords;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritersTest {
    private static final int HOSTS = 64;
    private static final int BAD = 41;

    @TempDir
    Path home;

    private final AtomicInteger transactions = new AtomicInteger();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch free = new CountDownLatch(1);
    private final List<String> refused = new CopyOnWriteArrayList<>();

    @Test
    void whoseNewsCannotBeStoredIsFoundInFewTriesAndAloneIsRefused() throws Exception {
        try (var store = new EmbeddedStore(home)) {
            var fleet = new FleetServices(failing(store), new Welcome("", "", 0), Clock.systemUTC());
            var sessions = sessions(fleet);
            transactions.set(0);
            try (var writers = busyWriters(fleet)) {
                sessions.forEach(session -> writers.add(arrival(session)));
                free.countDown();
                await().until(() -> done.size() + refused.size() == HOSTS);
            }
        }
        assertThat(refused).containsExactly(sn(BAD) + " UNAVAILABLE");
        assertThat(done).hasSize(HOSTS - 1);
        // The whole, and two halves of what has failed until one is left.
        assertThat(transactions.get()).isEqualTo(1 + 2 * 6);
    }

    @Test
    void moreBytesThanThereIsRoomForAreRefusedUntilSomeAreWritten() throws Exception {
        try (var store = new EmbeddedStore(home)) {
            var fleet = new FleetServices(store, new Welcome("", "", 0), Clock.systemUTC());
            var session = sessions(fleet).get(0);
            try (var writers = busyWriters(fleet)) {
                var bytes = ByteString.copyFrom(new byte[15 << 20]);
                var event = Event.newBuilder()
                        .setEventType(Event.EventType.EVT_STATUS_REPORT)
                        .setStatusReport(StatusReportEvent.newBuilder().setJson(bytes))
                        .build();
                for (int i = 0; i < 5; i++) {
                    writers.add(arrival(session, event));
                }
                assertThat(refused).containsExactly(session.agentsn() + " RESOURCE_EXHAUSTED");
                free.countDown();
                await().until(() -> refused.size() == 5);
                assertThat(refused.subList(1, 5)).containsOnly(session.agentsn() + " INVALID_ARGUMENT");
                await().until(() -> {
                    writers.add(arrival(session, event));
                    return refused.stream()
                                    .filter(why -> why.endsWith("INVALID_ARGUMENT"))
                                    .count()
                            > 4;
                });
            }
        }
    }

    @Test
    void errorIsAnsweredAndWhatComesNextIsWritten() throws Exception {
        try (var store = new EmbeddedStore(home);
                var log = new LogRecords(Writers.class)) {
            var broken = new AtomicBoolean();
            var fleet = new FleetServices(breaking(store, broken), new Welcome("", "", 0), Clock.systemUTC());
            var session = sessions(fleet).get(0);
            try (var writers = new Writers(fleet, new Events(fleet, null, null, (job, why) -> false), 1)) {
                broken.set(true);
                writers.add(arrival(session));
                await().until(() -> !refused.isEmpty());
                await().until(() -> !log.all().isEmpty());
                broken.set(false);
                writers.add(arrival(session));
                await().until(() -> !done.isEmpty());
            }
            assertThat(refused).containsExactly(session.agentsn() + " INTERNAL");
            assertThat(log.all().get(0).getThrown()).isInstanceOf(InternalError.class);
        }
    }

    /** Writers whose only thread is busy until {@link #free} is counted down. */
    private Writers busyWriters(FleetServices fleet) {
        var executor = Executors.newSingleThreadExecutor();
        executor.execute(() -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return new Writers(fleet, new Events(fleet, null, null, (job, why) -> false), 1, executor);
    }

    private static FleetStore breaking(EmbeddedStore store, AtomicBoolean broken) {
        return new FleetStore() {
            @Override
            public <T> T inTransaction(Function<UnitOfWork, T> work) {
                if (broken.get()) {
                    throw new InternalError("made up");
                }
                return store.inTransaction(work);
            }
        };
    }

    private static List<Session> sessions(FleetServices fleet) {
        return IntStream.range(0, HOSTS)
                .mapToObj(i -> {
                    fleet.registry().register(new RegisterRequest("host" + i, sn(i)));
                    return new Session(fleet.hosts().get(sn(i)), false, null);
                })
                .toList();
    }

    private static String sn(int number) {
        return "0b7a1c5e-6f0e-4e7c-9f7e-1d6b3c2a%04d".formatted(number);
    }

    private Arrival arrival(Session session) {
        String json =
                "{\"hostname\":\"h\",\"agentsn\":\"" + session.agentsn() + "\",\"step\":60,\"agents\":[],\"jobs\":[]}";
        var event = Event.newBuilder()
                .setEventType(Event.EventType.EVT_STATUS_REPORT)
                .setStatusReport(StatusReportEvent.newBuilder().setJson(ByteString.copyFromUtf8(json)))
                .build();
        return arrival(session, event);
    }

    private Arrival arrival(Session session, Event event) {
        return new Arrival(
                session,
                event,
                new StreamObserver<EmptyResponse>() {
                    @Override
                    public void onNext(EmptyResponse reply) {
                        done.add(session.agentsn());
                    }

                    @Override
                    public void onError(Throwable e) {
                        refused.add(session.agentsn() + " "
                                + Status.fromThrowable(e).getCode());
                    }

                    @Override
                    public void onCompleted() {}
                },
                Instant.now());
    }

    /** One that counts transactions, and cannot store what one of the hosts reports. */
    private FleetStore failing(EmbeddedStore store) {
        return new FleetStore() {
            @Override
            public <T> T inTransaction(Function<UnitOfWork, T> work) {
                transactions.incrementAndGet();
                return store.inTransaction(tx -> work.apply(failing(tx)));
            }
        };
    }

    private static UnitOfWork failing(UnitOfWork work) {
        var hosts = (HostStore) Proxy.newProxyInstance(
                WritersTest.class.getClassLoader(), new Class<?>[] {HostStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("seen")
                            && serialNumbers((Collection<?>) args[0]).contains(sn(BAD))) {
                        throw new IllegalStateException("the database does not take it");
                    }
                    try {
                        return method.invoke(work.hosts(), args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return ComposedUnitOfWork.withHosts(work, hosts);
    }

    private static List<String> serialNumbers(Collection<?> hosts) {
        var numbers = new ArrayList<String>();
        hosts.forEach(host -> numbers.add(((Host) host).agentsn()));
        return numbers;
    }
}
