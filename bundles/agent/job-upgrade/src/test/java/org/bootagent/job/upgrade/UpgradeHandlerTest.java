package org.bootagent.job.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.testing.Crash;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeHandlerTest {
    private static final List<String> STEPS = List.of(
            "stage 2.0", "commit", "stop", "activate 2.0", "define 2.0", "start 2.0", "await 2.0", "commit", "prune");
    private static final List<String> STEPS_BACK = List.of(
            "stage 2.0",
            "commit",
            "stop",
            "activate 2.0",
            "define 2.0",
            "start 2.0",
            "await 2.0",
            "commit",
            "stop",
            "rollback",
            "define 1.0",
            "start 1.0",
            "prune",
            "commit");

    static final UpgradeSettings SETTINGS = new UpgradeSettings(Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final FakeHost host = new FakeHost();
    private final UpgradeHandler handler = new UpgradeHandler(
            host.packages(), host.supervisor(), host.metafile(), SETTINGS, InstantSource.fixed(Instant.EPOCH));

    @BeforeEach
    void installOld() throws JobException {
        var source = new PackageSource(List.of(URI.create("http://a/")), host.packageOf("1.0"), null);
        var release = host.packages().stage("web", source, FakeContext.first());
        host.packages().activate(release);
        host.supervisor().define(spec(release));
        host.supervisor().start("web");
        host.faults().none();
    }

    @Test
    void replacesTheReleaseAndKeepsTheOldOneToGoBackTo() throws JobException {
        handler.handle(job("2.0"), FakeContext.first());

        assertThat(host.faults().steps()).isEqualTo(STEPS);
        assertNew();
        assertThat(host.packages().previous("web").orElseThrow().version()).isEqualTo("1.0");
        assertThat(running().environment()).isEqualTo(Map.of("A", "1"));
    }

    @Test
    void startsTheNewReleaseOfAnAgentThatItMeetsWhileItIsRestartedAsUnhealthy() throws JobException {
        host.supervisor().restartUnhealthy("web");

        handler.handle(job("2.0"), FakeContext.first());

        assertThat(host.faults().steps()).isEqualTo(STEPS);
        assertNew();
    }

    @Test
    void takesOverWhatTheAgentHasWrittenAndSaysSo() throws JobException {
        host.packages().notes("kept etc/a");
        var context = FakeContext.first();
        handler.handle(job("2.0", "'keep': ['var']"), context);

        assertThat(context.messages()).last().asString().endsWith("; kept etc/a from 1.0 to 2.0[var]true");
    }

    @Test
    void carriesOptionsOverAndTakesNewOnes() throws JobException {
        handler.handle(job("2.0", "'user': 'nobody'"), FakeContext.first());

        assertThat(running().environment()).isEqualTo(Map.of("A", "1"));
        assertThat(running().options().user()).isEqualTo("nobody");
    }

    @Test
    void goesBackWhenTheNewReleaseDoesNotComeUp() {
        host.supervisor().breakVersion("2.0");

        var failure = failure(job("2.0"));

        assertThat(host.faults().steps()).isEqualTo(STEPS_BACK);
        assertThat(failure.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(failure)
                .hasMessageContaining("cannot read its configuration")
                .hasMessageContaining("back on 1.0-");
        assertOld();
    }

    @Test
    void goesBackWhenTheNewReleaseIsNotHealthyAndRemembersIt() {
        host.supervisor().ailVersion("2.0");

        var failure = failure(job("2.0", "'health': {'tcp': 80}"));

        assertThat(host.faults().steps()).containsSubsequence("await 2.0", "healthy 2.0", "rollback", "start 1.0");
        assertThat(failure.code()).isEqualTo(ErrorCode.UNHEALTHY);
        assertThat(failure).hasMessageContaining("connection refused").hasMessageContaining("back on 1.0-");
        assertOld();
        assertThat(failure(job("2.0")).code()).isEqualTo(ErrorCode.REFUSED_RELEASE);
    }

    @Test
    void waitsForHealthWithinTheWindowAndForLifeOnlyAsLongAsTheHostSays() {
        var request = new Upgrade.Request("", "web", null, SETTINGS, null);
        var plain = host.supervisor().spec("web").orElseThrow();
        var looked = plain.withRequested(AgentOptions.builder()
                .health(HealthCheck.of(HealthCheck.Kind.TCP, List.of("127.0.0.1:80")))
                .build());
        assertThat(request.settle(plain)).isEqualTo(Duration.ofSeconds(5));
        assertThat(request.settle(looked)).isEqualTo(Duration.ofSeconds(5));
        assertThat(request.healthWindow()).isEqualTo(Duration.ofSeconds(60));
        var said = new Upgrade.Request("", "web", null, SETTINGS, Duration.ofSeconds(30));
        assertThat(said.settle(plain)).isEqualTo(Duration.ofSeconds(30));
        assertThat(said.settle(looked)).isEqualTo(Duration.ofSeconds(5));
        assertThat(said.healthWindow()).isEqualTo(Duration.ofSeconds(30));
        var brief = new Upgrade.Request("", "web", null, SETTINGS, Duration.ofSeconds(1));
        assertThat(brief.settle(looked)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refusesAPackageThatFailedUntilForced() throws JobException {
        host.supervisor().breakVersion("2.0");
        failure(job("2.0"));
        host.faults().none();

        assertThat(failure(job("2.0")).code()).isEqualTo(ErrorCode.REFUSED_RELEASE);
        assertThat(host.faults().steps()).isEmpty();

        assertThat(failure(job("2.0", "'force': true")).code()).isEqualTo(ErrorCode.CRASHED);
        host.supervisor().repairVersion("2.0");
        handler.handle(job("2.0", "'force': true"), FakeContext.first());
        assertNew();
        handler.handle(job("1.0"), FakeContext.first());
        handler.handle(job("2.0"), FakeContext.first());
        assertNew();
    }

    @Test
    void aFailureOfTheHostDoesNotMakeAPackageBad() throws JobException {
        host.faults().fail(4);
        assertThat(failure(job("2.0")).code()).isEqualTo(ErrorCode.IO_ERROR);
        assertThat(host.faults().happened()).isTrue();
        assertOld();

        handler.handle(job("2.0"), FakeContext.first());

        assertNew();
    }

    @Test
    void anOldReleaseThatDoesNotStopDoesNotMakeTheNewOneBad() throws JobException {
        host.faults().fail(STEPS.indexOf("stop"), ErrorCode.DOES_NOT_STOP);
        assertThat(failure(job("2.0")).code()).isEqualTo(ErrorCode.DOES_NOT_STOP);
        assertThat(host.faults().happened()).isTrue();
        assertOld();

        handler.handle(job("2.0"), FakeContext.first());

        assertNew();
    }

    @Test
    void anyStepThatFailsLeavesTheOldReleaseRunning() throws JobException {
        // A failed prune is no failure.
        for (int step = 0; step < STEPS.size() - 1; step++) {
            var test = fresh();
            test.host.faults().fail(step);

            var failure = catchThrowable(() -> test.handler.handle(test.job("2.0"), FakeContext.first()));

            assertThat(test.host.faults().happened()).isTrue();
            assertThat(failure).as(STEPS.get(step)).isInstanceOf(JobException.class);
            test.assertOld();
        }
    }

    @Test
    void anOldReleaseThatCannotBeDeletedIsNoFailure() throws JobException {
        host.faults().fail(STEPS.size() - 1);

        handler.handle(job("2.0"), FakeContext.first());

        assertThat(host.faults().happened()).isTrue();
        assertNew();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isFinishedAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < STEPS.size(); step++) {
            var test = fresh();
            test.host.faults().crash(step, after);
            var job = test.job("2.0");
            assertThatThrownBy(() -> test.handler.handle(job, FakeContext.first()))
                    .isInstanceOf(Crash.class);
            test.host.faults().none();

            test.handler.handle(job, FakeContext.afterCrash());

            test.assertNew();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isTakenBackAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < STEPS_BACK.size(); step++) {
            var test = fresh();
            test.host.supervisor().breakVersion("2.0");
            test.host.faults().crash(step, after);
            var job = test.job("2.0");
            var first = catchThrowable(() -> test.handler.handle(job, FakeContext.first()));
            assertThat(test.host.faults().happened()).as(STEPS_BACK.get(step)).isTrue();
            // The new release's own end comes before a crash after it.
            assertThat(first).isInstanceOfAny(Crash.class, JobException.class);
            test.host.faults().none();

            var second =
                    catchThrowableOfType(JobException.class, () -> test.handler.handle(job, FakeContext.afterCrash()));

            assertThat(second.code()).isIn(ErrorCode.CRASHED, ErrorCode.REFUSED_RELEASE);
            test.assertOld();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReleaseGoingBackIsNotFetchedAgainAfterACrash(boolean after) {
        host.supervisor().breakVersion("2.0");
        host.faults().crash(STEPS_BACK.lastIndexOf("rollback"), after);
        assertThatThrownBy(() -> handler.handle(job("2.0"), FakeContext.first()))
                .isInstanceOf(Crash.class);
        host.faults().none();

        assertThatThrownBy(() -> handler.handle(job("2.0"), FakeContext.afterCrash()))
                .isInstanceOf(JobException.class);

        assertThat(host.faults().steps()).doesNotContain("stage 2.0");
        assertOld();
    }

    @Test
    void isTakenBackWhenCancelledAfterACrash() {
        host.faults().crash(STEPS.indexOf("activate 2.0"), true);
        assertThatThrownBy(() -> handler.handle(job("2.0"), FakeContext.first()))
                .isInstanceOf(Crash.class);
        host.faults().none();
        var context = FakeContext.afterCrash();
        context.cancel();

        var failure = catchThrowableOfType(JobException.class, () -> handler.handle(job("2.0"), context));

        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertOld();
    }

    @Test
    void anUpgradeWhoseJobNeverCameBackIsTakenBackByTheNextOne() throws JobException {
        host.faults().crash(STEPS.indexOf("define 2.0"), false);
        assertThatThrownBy(() -> handler.handle(job("2.0"), FakeContext.first()))
                .isInstanceOf(Crash.class);
        host.faults().none();

        handler.handle(job("3.0"), FakeContext.first());

        assertThat(running().version()).isEqualTo("3.0");
        assertThat(host.packages().previous("web").orElseThrow().version()).isEqualTo("1.0");
        assertThat(host.packages().ids("web")).hasSize(2);
    }

    @Test
    void startsAnAgentThatWasGivenUp() throws JobException {
        host.supervisor().giveUp("web");
        handler.handle(job("2.0"), FakeContext.first());
        assertNew();
    }

    @Test
    void aStoppedAgentStaysStopped() throws JobException {
        host.supervisor().stop("web");

        var context = FakeContext.first();
        handler.handle(job("2.0"), context);

        assertThat(host.supervisor().running("web")).isEmpty();
        assertThat(context.messages().get(context.messages().size() - 1)).startsWith("web is stopped; a start runs ");
        assertThat(host.packages().current("web").orElseThrow().version()).isEqualTo("2.0");
        assertThat(host.supervisor().spec("web").orElseThrow().version()).isEqualTo("2.0");
    }

    @Test
    void theCurrentReleaseWithTheSameOptionsIsLeftAlone() throws JobException {
        handler.handle(job("1.0"), FakeContext.first());

        assertThat(host.faults().steps()).doesNotContain("stop", "start 1.0", "commit");
        assertOld();
    }

    @Test
    void theCurrentReleaseTakesNewOptions() throws JobException {
        handler.handle(job("1.0", "'envs': {'A': '2'}"), FakeContext.first());

        assertThat(running().environment()).isEqualTo(Map.of("A", "2"));
    }

    @Test
    void newOptionsThatFailDoNotMakeTheCurrentReleaseBad() throws JobException {
        host.supervisor().breakVersion("1.0");

        assertThat(failure(job("1.0", "'envs': {'A': '2'}")).code()).isEqualTo(ErrorCode.CRASHED);

        host.supervisor().repairVersion("1.0");
        assertOld();
        handler.handle(job("1.0", "'envs': {'A': '2'}"), FakeContext.first());
        assertThat(running().environment()).isEqualTo(Map.of("A", "2"));
    }

    @Test
    void saysWhenItCannotGoBackEither() {
        host.supervisor().breakVersion("2.0");
        host.faults().fail(STEPS_BACK.indexOf("start 1.0"));

        var failure = failure(job("2.0"));

        assertThat(host.faults().happened()).isTrue();
        assertThat(failure.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(failure).hasMessageContaining("could not be brought back");
        assertThat(new UpgradeJournal(host.metafile()).begun("web")).isEmpty();
    }

    @Test
    void refusesWhatIsNotAnUpgrade() {
        assertThat(failure(FakeHost.job(
                                "{\"id\":\"1\",\"action\":\"upgrade\"," + "\"name\":\"db\",\"url\":\"http://a/\","
                                        + "\"checksum\":\"" + host.packageOf("2.0") + "\"}"))
                        .code())
                .isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(failure(job("2.0", "'healthWindow': 3601")).code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(failure(job("2.0", "'healthWindow': 'long'")).code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(failure(FakeHost.job("{\"id\":\"1\",\"action\":\"upgrade\",\"name\":\"web\"}"))
                        .code())
                .isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(host.faults().steps()).isEmpty();
        assertOld();
    }

    private static UpgradeHandlerTest fresh() throws JobException {
        var test = new UpgradeHandlerTest();
        test.installOld();
        return test;
    }

    private static AgentSpec spec(Release release) {
        var requested = AgentOptions.builder().environment(Map.of("A", "1")).build();
        return new AgentSpec(
                "web",
                release.version(),
                release.id(),
                release.directory().toString(),
                release.executable(),
                release.options(),
                requested);
    }

    private Job job(String version) {
        return job(version, "'x': 1");
    }

    private Job job(String version, String more) {
        return FakeHost.job(
                "{\"id\":\"1\",\"action\":\"upgrade\",\"name\":\"web\",\"url\":\"http://a/web.deb\",\"checksum\":\""
                        + host.packageOf(version) + "\"," + more.replace('\'', '"') + "}");
    }

    private JobException failure(Job job) {
        return catchThrowableOfType(JobException.class, () -> handler.handle(job, FakeContext.first()));
    }

    private AgentSpec running() {
        return host.supervisor().running("web").orElseThrow();
    }

    private void assertNew() {
        assertState("2.0");
    }

    private void assertOld() {
        assertState("1.0");
        assertThat(host.packages().ids("web")).hasSize(1);
        assertThat(running().environment()).isEqualTo(Map.of("A", "1"));
    }

    private void assertState(String version) {
        assertThat(running().version()).isEqualTo(version);
        assertThat(host.supervisor().spec("web")).contains(running());
        assertThat(host.packages().current("web").orElseThrow().version()).isEqualTo(version);
        assertThat(host.packages().ids("web").size()).isLessThanOrEqualTo(2);
        assertThat(new UpgradeJournal(host.metafile()).begun("web")).isEmpty();
    }
}
