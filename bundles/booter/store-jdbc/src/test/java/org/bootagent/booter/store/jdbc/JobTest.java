package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.report;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.FleetException.Kind;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
    @TempDir
    Path home;

    private TestFleet it;

    @BeforeEach
    void open() {
        it = new TestFleet(home).withHost();
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void jobGoesOutFlatInTheNextReply() {
        FleetJob job = it.fleet
                .jobs()
                .enqueue(Caller.LOCAL, SN, "install", "node", "{\"url\":\"file:/x\",\"limits\":{\"CPU\":\"10%\"}}");
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(it.fleet.reports().report(report()).jobs())
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"id\":\"" + job.id()
                                + "\",\"action\":\"install\",\"name\":\"node\",\"limits\":{\"CPU\":\"10%\"},\"url\":\"file:/x\"}");
        FleetJob sent = it.fleet.jobs().get(job.id());
        assertThat(sent.status()).isEqualTo(JobStatus.SENT);
        assertThat(sent.sent()).isEqualTo(it.fleet.time().now());
        assertThat(sent.attempts()).isEqualTo(1);
    }

    @Test
    void jobsGoOutInOrderAgainAndAgainUntilTheirResultsArrive() {
        var ids = IntStream.range(0, 5)
                .mapToObj(i -> it.fleet
                        .jobs()
                        .enqueue(Caller.LOCAL, SN, "stop", "agent" + i, null)
                        .id())
                .toList();
        assertThat(sentIds(report())).isEqualTo(ids);
        Instant first = it.fleet.time().now();
        it.time.pass(Duration.ofSeconds(2));
        assertThat(sentIds(report())).isEqualTo(ids);
        assertThat(it.fleet.jobs().get(ids.get(0)).attempts()).isEqualTo(2);
        assertThat(it.fleet.jobs().get(ids.get(0)).sent()).isEqualTo(first);
        assertThat(sentIds(new Report()
                        .results(result(ids.get(1), 0), result(ids.get(3), 204))
                        .build()))
                .containsExactly(ids.get(0), ids.get(2), ids.get(4));
        assertThat(it.fleet.jobs().get(ids.get(1)).status()).isEqualTo(JobStatus.DONE);
        assertThat(it.fleet.jobs().get(ids.get(1)).progress().done()).isEqualTo(1);
        FleetJob failed = it.fleet.jobs().get(ids.get(3));
        assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
        assertThat(failed.errcode()).isEqualTo(204);
        assertThat(failed.message()).isEqualTo("text of 204");
        assertThat(failed.finished()).isEqualTo(it.fleet.time().now());
    }

    @Test
    void atMostAHundredGoInOneReply() {
        IntStream.range(0, 103).forEach(i -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "agent" + i, null));
        var first = sentIds(report());
        assertThat(first).hasSize(100);
        var done = first.stream().map(id -> result(id, 0)).toArray(StatusReport.Result[]::new);
        assertThat(sentIds(new Report().results(done).build())).hasSize(3);
    }

    @Test
    void noReplyIsTooLargeForAHost() {
        for (int i = 0; i < 20; i++) {
            it.fleet
                    .jobs()
                    .enqueue(Caller.LOCAL, SN, "configure", "agent" + i, parameters(JobRequest.MAX_PARAMETERS - 100));
        }
        var first = it.fleet.reports().report(report()).jobs();
        assertThat(first).hasSize(8);
        assertThat(first.get(0).path("name").asText()).isEqualTo("agent0");
    }

    @Test
    void resultOfAFinishedJobIsIgnored() {
        String id = sent();
        it.fleet.reports().report(new Report().results(result(id, 0)).build());
        it.fleet.reports().report(new Report().results(result(id, 201)).build());
        assertThat(it.fleet.jobs().get(id).status()).isEqualTo(JobStatus.DONE);
        assertThat(it.fleet.jobs().get(id).message()).isEqualTo("text of 0");
    }

    @Test
    void resultOfAnotherHostOrActionOrNameIsNotThisJobs() {
        String id = sent();
        it.fleet
                .reports()
                .report(new Report()
                        .from("aaaaaaaa-5a2c-43c5-ab90-96721451b4ec")
                        .results(result(id, 0))
                        .build());
        it.fleet
                .reports()
                .report(new Report()
                        .results(
                                new StatusReport.Result(id, 0, "", "start", "a"),
                                new StatusReport.Result(id, 0, "", "stop", "b"),
                                new StatusReport.Result("nobody's", 0, "", null, null),
                                new StatusReport.Result(null, 0, "", null, null))
                        .build());
        assertThat(it.fleet.jobs().get(id).status()).isEqualTo(JobStatus.SENT);
        it.fleet
                .reports()
                .report(new Report()
                        .results(new StatusReport.Result(id, 0, "", "stop", "a"))
                        .build());
        assertThat(it.fleet.jobs().get(id).status()).isEqualTo(JobStatus.DONE);
    }

    @Test
    void progressIsKept() {
        String id = sent();
        it.fleet
                .reports()
                .report(new Report()
                        .progress(new StatusReport.Progress(id, null, null, 0.5, "unpacking"))
                        .build());
        assertThat(it.fleet.jobs().get(id).progress().done()).isEqualTo(0.5);
        assertThat(it.fleet.jobs().get(id).progress().message()).isEqualTo("unpacking");
        it.fleet
                .reports()
                .report(new Report()
                        .progress(new StatusReport.Progress(id, "stop", "a", Double.NaN, null))
                        .build());
        assertThat(it.fleet.jobs().get(id).progress().done()).isZero();
    }

    @Test
    void queuedJobIsTakenBack() {
        String id = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null).id();
        assertThat(it.fleet.jobs().cancel(Caller.LOCAL, id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(sentIds(report())).isEmpty();
        assertThat(it.fleet.jobs().get(id).finished()).isEqualTo(it.fleet.time().now());
    }

    @Test
    void hostIsAskedOnceToCancelWhatItWasSent() {
        String id = sent();
        assertThat(it.fleet.jobs().cancel(Caller.LOCAL, id).status()).isEqualTo(JobStatus.SENT);
        it.fleet.jobs().cancel(Caller.LOCAL, id);
        List<JsonNode> reply = it.fleet.reports().report(report()).jobs();
        assertThat(reply).hasSize(2);
        assertThat(reply.get(1).get("action").asText()).isEqualTo("cancel");
        assertThat(reply.get(1).get("job").asText()).isEqualTo(id);
        assertThat(reply.get(1).has("name")).isFalse();
        it.fleet.reports().report(new Report().results(result(id, 110)).build());
        assertThat(it.fleet.jobs().get(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertKind(() -> it.fleet.jobs().cancel(Caller.LOCAL, id), Kind.CONFLICT);
    }

    @Test
    void wrongRequestsAreRefused() {
        String unknown = "aaaaaaaa-5a2c-43c5-ab90-96721451b4ec";
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, unknown, "stop", "a", null), Kind.NOT_FOUND);
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, null, "stop", "a", null), Kind.NOT_FOUND);
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, null, "a", null), Kind.INVALID)
                .hasMessageContaining("action");
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "rm -rf", "a", null), Kind.INVALID);
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "../a", null), Kind.INVALID)
                .hasMessageContaining("name");
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", "{"), Kind.INVALID);
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", "[]"), Kind.INVALID);
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", "{\"id\":\"x\"}"), Kind.INVALID);
        assertKind(() -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", "{\"timeout\":-1}"), Kind.INVALID);
        assertKind(
                () -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", parameters(JobRequest.MAX_PARAMETERS + 1)),
                Kind.INVALID);
        assertKind(() -> it.fleet.jobs().cancel(Caller.LOCAL, unknown), Kind.NOT_FOUND);
        assertKind(() -> it.fleet.jobs().get(unknown), Kind.NOT_FOUND);
        assertThat(it.fleet.jobs().list(JobFilter.ALL, Slice.FIRST).total()).isZero();
    }

    @Test
    void largestParametersAreKept() {
        String parameters = parameters(JobRequest.MAX_PARAMETERS);
        assertThat(parameters).hasSize(JobRequest.MAX_PARAMETERS);
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "config", null, parameters);
        assertThat(it.fleet.jobs().get(job.id()).parameters()).isEqualTo(parameters);
        assertThat(job.name()).isEmpty();
    }

    @Test
    void reportsOfOneHostAtOnceDoNotLoseAJob() throws Exception {
        var ids = IntStream.range(0, 20)
                .mapToObj(i -> it.fleet
                        .jobs()
                        .enqueue(Caller.LOCAL, SN, "stop", "agent" + i, null)
                        .id())
                .toList();
        it.fleet.reports().report(report());
        var pool = Executors.newFixedThreadPool(4);
        try {
            var reports = ids.stream()
                    .map(id -> (Callable<Object>) () -> it.fleet
                            .reports()
                            .report(new Report().results(result(id, 0)).build()))
                    .toList();
            for (var future : pool.invokeAll(reports)) {
                assertThat(future.get()).isNotNull();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(it.fleet.hosts().counts().jobs())
                .containsEntry(JobStatus.DONE, 20L)
                .containsEntry(JobStatus.SENT, 0L);
    }

    @Test
    void jobsAreListedNewestFirst() {
        String first = sent();
        String second =
                it.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "b", null).id();
        assertThat(listed(JobFilter.ALL)).containsExactly(second, first);
        assertThat(listed(new JobFilter(SN, "a", "stop", Set.of(JobStatus.SENT))))
                .containsExactly(first);
        assertThat(listed(new JobFilter(null, null, null, JobStatus.UNFINISHED)))
                .containsExactly(second, first);
        assertThat(listed(new JobFilter(null, "b", "stop", null))).isEmpty();
        var page = it.fleet.jobs().list(JobFilter.of(SN), new Slice(1, 1));
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.items()).extracting(FleetJob::id).containsExactly(first);
        assertThat(it.fleet.jobs().list(JobFilter.ALL, new Slice(10, 10)).total())
                .isEqualTo(2);
    }

    private String sent() {
        String id = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null).id();
        it.fleet.reports().report(report());
        return id;
    }

    private List<String> sentIds(StatusReport report) {
        return it.fleet.reports().report(report).jobs().stream()
                .map(job -> job.get("id").asText())
                .toList();
    }

    private List<String> listed(JobFilter filter) {
        return it.fleet.jobs().list(filter, Slice.FIRST).items().stream()
                .map(FleetJob::id)
                .toList();
    }

    private static String parameters(int length) {
        String frame = "{\"x\":\"\"}";
        return "{\"x\":\"" + "y".repeat(length - frame.length()) + "\"}";
    }

    private static AbstractThrowableAssert<?, ?> assertKind(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable request, Kind kind) {
        return assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        FleetException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
