package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.testing.LogRecords;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EasyAgent's own sidecars, over a real store; what goes aside waits for the test. */
class SessionsTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String OTHER = "33c5b8b4-5a2c-43c5-ab90-96721451b4ed";

    @TempDir
    Path home;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private EmbeddedStore store;
    private FleetServices fleet;
    private Delivery delivery;
    private Sessions sessions;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        fleet.registry().register(new RegisterRequest("web1", SN));
        fleet.registry().register(new RegisterRequest("web2", OTHER));
        delivery = new Delivery(fleet);
        sessions = new Sessions(fleet, delivery, tasks::add);
        fleet.feed().connect(sessions);
        fleet.feed().subscribe(sessions);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void jobThatCannotBeToldFailsAloneOfAllThatWaited() {
        FleetJob first = exec(SN);
        FleetJob typo = fleet.jobs().enqueue(Caller.LOCAL, SN, "cancel", "", "{\"job\":\"typo\"}");
        FleetJob last = exec(SN);
        FleetJob others = exec(OTHER);
        var stream = connect(SN);
        var other = connect(OTHER);
        runAll();
        assertThat(stream.written).containsExactly(first.seq(), last.seq());
        assertThat(other.written).containsExactly(others.seq());
        assertThat(List.of(stream, other)).noneMatch(one -> one.ended);
        assertFailed(typo, 102, "there is no job typo");
    }

    @Test
    void jobsThatCannotBeToldWhileTheirHostsAreThereFailEach() {
        connect(SN);
        connect(OTHER);
        runAll();
        var jobs = fleet.jobs().enqueueAll(Caller.LOCAL, List.of(SN, OTHER), "cancel", "", "{\"job\":\"typo\"}");
        runAll();
        jobs.forEach(job -> assertFailed(job, 102, "there is no job typo"));
    }

    @Test
    void faultOfBooterFailsTheJobAndIsLogged() {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "web", null);
        var faulty = new FleetServices(
                new FleetStore() {
                    private boolean failed;

                    @Override
                    public <T> T inTransaction(java.util.function.Function<UnitOfWork, T> work) {
                        T done = store.inTransaction(work);
                        if (done instanceof org.bootagent.booter.fleet.easyagent.AgentIdentity && !failed) {
                            failed = true;
                            throw new IllegalStateException("the database is gone for a moment");
                        }
                        return done;
                    }
                },
                Welcome.PLAIN,
                Clock.systemUTC());
        try (var log = new LogRecords(Delivery.class)) {
            new Delivery(faulty).command(session(SN), job);
            assertThat(log.messages()).singleElement().asString().contains(job.id(), SN);
        }
        assertFailed(job, 304, "its log says why");
    }

    @Test
    void faultThatCannotEvenBeNotedIsNotThrownAtThoseBehind() {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "web", null);
        Session session = session(SN);
        store.close();
        try (var log = new LogRecords(Delivery.class)) {
            delivery.command(session, job);
            assertThat(log.messages()).hasSize(2).last().asString().contains(job.id(), "could not be noted");
        }
    }

    @Test
    void allThatWaitedGoesOutAndWhatIsNewGoesBehindIt() {
        var asked = new ArrayList<Long>();
        IntStream.range(0, 150).forEach(i -> asked.add(exec(SN).seq()));
        var stream = connect(SN);
        FleetJob early = exec(SN);
        assertThat(early.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(sessions.reaches(SN)).isFalse();
        asked.add(early.seq());
        tasks.addFirst(tasks.removeLast());
        while (stream.written.isEmpty()) {
            tasks.removeFirst().run();
        }
        assertThat(stream.written).hasSize(100);
        FleetJob between = exec(SN);
        assertThat(between.status()).isEqualTo(JobStatus.QUEUED);
        asked.add(between.seq());
        runAll();
        FleetJob late = exec(SN);
        asked.add(late.seq());
        runAll();
        assertThat(stream.written).containsExactlyElementsOf(asked);
    }

    @Test
    void commandsOfOneHostKeepTheirOrderWhicheverWorkerIsFirst() {
        var stream = connect(SN);
        runAll();
        FleetJob stop = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "web", null);
        FleetJob start = fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "other", null);
        while (!tasks.isEmpty()) {
            tasks.removeLast().run();
        }
        assertThat(stream.written).containsExactly(stop.seq(), start.seq());
    }

    @Test
    void manyWithoutAnAnswerDoNotHideWhatNeverWentOut() {
        var stream = connect(SN);
        runAll();
        IntStream.range(0, 100).forEach(i -> exec(SN));
        runAll();
        assertThat(stream.written).hasSize(100);
        sessions.closed(session(SN), stream);
        FleetJob job = exec(SN);
        var again = connect(SN);
        runAll();
        assertThat(again.written).containsExactly(job.seq());
    }

    @Test
    void hostThatIsRemovedIsForgottenUnlessItIsConnected() {
        session(SN);
        connect(OTHER);
        fleet.registry().remove(Caller.LOCAL, SN);
        fleet.registry().remove(Caller.LOCAL, OTHER);
        assertThat(sessions.knows(SN)).isFalse();
        assertThat(sessions.knows(OTHER)).isTrue();
    }

    @Test
    void hostThatIsSilentForLongIsForgotten() {
        var stream = connect(SN);
        session(OTHER);
        for (int i = 0; i < 3; i++) {
            sessions.forgetSilent(2);
            assertThat(sessions.find(OTHER)).isNotNull();
        }
        IntStream.range(0, 4).forEach(i -> sessions.forgetSilent(2));
        assertThat(sessions.knows(OTHER)).isFalse();
        assertThat(sessions.knows(SN)).as("it is connected").isTrue();
        sessions.closed(session(SN), stream);
        IntStream.range(0, 4).forEach(i -> sessions.forgetSilent(2));
        assertThat(sessions.knows(SN)).isFalse();
    }

    @Test
    void streamOfASessionThatWasForgottenMeanwhileIsEnded() {
        Session session = session(SN);
        fleet.registry().remove(Caller.LOCAL, SN);
        var stream = new Stream();
        sessions.open(session, stream, null);
        assertThat(stream.ended).isTrue();
        assertThat(session.connected()).isFalse();
    }

    private FleetJob exec(String agentsn) {
        return fleet.jobs().enqueue(Caller.LOCAL, agentsn, "rest", "", "{\"method\":\"GET\"}");
    }

    private Session session(String agentsn) {
        return sessions.register(fleet.hosts().get(agentsn), true, null, null);
    }

    private Stream connect(String agentsn) {
        var stream = new Stream();
        sessions.open(session(agentsn), stream, null);
        return stream;
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private void assertFailed(FleetJob job, int errcode, String message) {
        FleetJob now = fleet.jobs().get(job.id());
        assertThat(now.status()).isEqualTo(JobStatus.FAILED);
        assertThat(now.errcode()).isEqualTo(errcode);
        assertThat(now.message()).contains(message);
    }

    /** The numbers of what a host was sent. */
    private static final class Stream implements StreamObserver<ControlResponse> {
        private final List<Long> written = new ArrayList<>();
        private boolean ended;

        @Override
        public void onNext(ControlResponse command) {
            written.add((long) command.getSeqno());
        }

        @Override
        public void onError(Throwable e) {
            ended = true;
        }

        @Override
        public void onCompleted() {
            ended = true;
        }
    }
}
