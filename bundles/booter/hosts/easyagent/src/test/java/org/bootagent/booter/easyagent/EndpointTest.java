package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final QueueLimit ENOUGH = new QueueLimit(100, 1 << 20);

    @TempDir
    Path home;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> answers = new ArrayList<>();
    private EmbeddedStore store;
    private FleetServices fleet;
    private Sessions sessions;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        sessions = new Sessions(fleet, new Delivery(fleet), tasks::add);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void moreCallsThanThereIsRoomForAreRefusedUntilSomeAreDone() {
        var endpoint = endpoint(new QueueLimit(1, 1 << 20), ENOUGH);
        register(endpoint);
        register(endpoint);
        assertThat(answers).containsExactly("RESOURCE_EXHAUSTED");
        runAll();
        register(endpoint);
        runAll();
        assertThat(answers).containsExactly("RESOURCE_EXHAUSTED", "OK", "OK");
    }

    @Test
    void moreBytesThanThereIsRoomForAreRefused() {
        var endpoint = endpoint(new QueueLimit(100, request().getSerializedSize() + 1), ENOUGH);
        register(endpoint);
        register(endpoint);
        runAll();
        assertThat(answers).containsExactly("RESOURCE_EXHAUSTED", "OK");
    }

    @Test
    void moreRegistrationsThanThereIsRoomForAreRefusedUntilSomeAreDone() {
        var endpoint = endpoint(ENOUGH, new QueueLimit(1, 1 << 20));
        register(endpoint);
        register(endpoint);
        runAll();
        assertThat(answers).containsExactly("RESOURCE_EXHAUSTED", "OK");
        store.close();
        register(endpoint);
        runAll();
        register(endpoint);
        runAll();
        assertThat(answers)
                .as("room is there again also after one that failed")
                .containsExactly("RESOURCE_EXHAUSTED", "OK", "UNAVAILABLE", "UNAVAILABLE");
    }

    @Test
    void registrationThatMeetsAnErrorIsAnswered() {
        var broken = new AtomicBoolean();
        fleet = new FleetServices(
                new FleetStore() {
                    @Override
                    public <T> T inTransaction(Function<UnitOfWork, T> work) {
                        if (broken.get()) {
                            throw new InternalError("made up");
                        }
                        return store.inTransaction(work);
                    }
                },
                Welcome.PLAIN,
                Clock.systemUTC());
        var endpoint = endpoint(ENOUGH, new QueueLimit(1, 1 << 20));
        broken.set(true);
        register(endpoint);
        runAll();
        broken.set(false);
        register(endpoint);
        runAll();
        assertThat(answers).containsExactly("INTERNAL", "OK");
    }

    private Endpoint endpoint(QueueLimit calls, QueueLimit registrations) {
        var registration = new Registration(fleet, sessions, Admit.ALL, tasks::add, registrations);
        return new Endpoint(sessions, registration, null, null, null, tasks::add, calls);
    }

    private static RegisterRequest request() {
        return RegisterRequest.newBuilder()
                .setHeader(SidecarRequestHeader.newBuilder().setId(Ids.bytes(SN)))
                .build();
    }

    private void register(Endpoint endpoint) {
        endpoint.registerSidecar(request(), new StreamObserver<RegisterResponse>() {
            @Override
            public void onNext(RegisterResponse reply) {
                answers.add("OK");
            }

            @Override
            public void onError(Throwable e) {
                answers.add(Status.fromThrowable(e).getCode().name());
            }

            @Override
            public void onCompleted() {}
        });
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
