package org.bootagent.job.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.testing.Crash;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackHandlerTest {
    private static final List<String> STEPS =
            List.of("commit", "stop", "activate 1.0", "define 1.0", "start 1.0", "await 1.0", "commit", "prune");
    private static final List<String> STEPS_BACK = List.of(
            "commit",
            "stop",
            "activate 1.0",
            "define 1.0",
            "start 1.0",
            "await 1.0",
            "commit",
            "stop",
            "activate 2.0",
            "define 2.0",
            "start 2.0",
            "prune",
            "commit");

    private final FakeHost host = new FakeHost();
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private final UpgradeHandler upgrades =
            new UpgradeHandler(host.packages(), host.supervisor(), host.metafile(), UpgradeHandlerTest.SETTINGS, clock);
    private final RollbackHandler handler = new RollbackHandler(
            host.packages(), host.supervisor(), host.metafile(), UpgradeHandlerTest.SETTINGS, clock);

    @BeforeEach
    void upgrade() throws JobException {
        var source = new PackageSource(List.of(URI.create("http://a/")), host.packageOf("1.0"), null);
        var release = host.packages().stage("web", source, FakeContext.first());
        host.packages().activate(release);
        host.supervisor().define(spec(release));
        host.supervisor().start("web");
        upgrades.handle(upgradeTo("2.0"), FakeContext.first());
        host.faults().none();
    }

    @Test
    void goesBackToThePreviousReleaseAndHowItWasRun() throws JobException {
        handler.handle(job(""), FakeContext.first());

        assertThat(host.faults().steps()).isEqualTo(STEPS);
        assertOn("1.0", "2.0");
        assertThat(running().environment()).isEqualTo(Map.of("A", "1"));
    }

    @Test
    void upgradesAgainAfterwards() throws JobException {
        handler.handle(job(""), FakeContext.first());
        upgrades.handle(upgradeTo("2.0"), FakeContext.first());
        assertOn("2.0", "1.0");
    }

    @Test
    void refusesWithoutAPreviousRelease() throws JobException {
        host.packages().rollback("web");
        host.faults().none();
        var failure = failure(job(""));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(failure).hasMessageContaining("web has no previous release");
        assertThat(host.faults().steps()).isEmpty();
        assertThat(failure(FakeHost.job("{'id':'1','action':'rollback','name':'db'}".replace('\'', '"')))
                        .code())
                .isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void staysWhereItWasWhenTheOldReleaseDoesNotComeUpEither() {
        host.supervisor().breakVersion("1.0");
        var failure = failure(job(""));
        assertThat(host.faults().steps()).isEqualTo(STEPS_BACK);
        assertThat(failure.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(failure).hasMessageContaining("was not brought to 1.0-").hasMessageContaining("back on 2.0-");
        assertOn("2.0", "1.0");
    }

    @Test
    void anyStepThatFailsLeavesItWhereItWas() throws JobException {
        for (int step = 0; step < STEPS.size() - 1; step++) {
            var test = fresh();
            test.host.faults().fail(step);
            var failure = catchThrowable(() -> test.handler.handle(job(""), FakeContext.first()));
            assertThat(test.host.faults().happened()).isTrue();
            assertThat(failure).as(STEPS.get(step)).isInstanceOf(JobException.class);
            test.assertOn("2.0", "1.0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isFinishedAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < STEPS.size(); step++) {
            var test = fresh();
            test.host.faults().crash(step, after);
            assertThatThrownBy(() -> test.handler.handle(job("'from': '" + test.id("2.0") + "'"), FakeContext.first()))
                    .as(STEPS.get(step))
                    .isInstanceOf(Crash.class);
            test.host.faults().none();

            test.handler.handle(job("'from': '" + test.id("2.0") + "'"), FakeContext.afterCrash());

            test.assertOn("1.0", "2.0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void staysWhereItWasAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < STEPS_BACK.size() - 1; step++) {
            var test = fresh();
            test.host.supervisor().breakVersion("1.0");
            test.host.faults().crash(step, after);
            var first = catchThrowable(() -> test.handler.handle(job(""), FakeContext.first()));
            assertThat(test.host.faults().happened()).as(STEPS_BACK.get(step)).isTrue();
            assertThat(first).isInstanceOfAny(Crash.class, JobException.class);
            test.host.faults().none();

            var second = catchThrowable(() -> test.handler.handle(job(""), FakeContext.afterCrash()));

            assertThat(second).as(STEPS_BACK.get(step)).isInstanceOf(JobException.class);
            test.assertOn("2.0", "1.0");
        }
    }

    @Test
    void leavesAloneWhatHasLeftAlready() throws JobException {
        handler.handle(job("'from': '1.5-x'"), FakeContext.first());
        assertThat(host.faults().steps()).isEmpty();
        assertOn("2.0", "1.0");
    }

    @Test
    void anAgentThatBecomesUnhealthySoonAfterItsUpgradeGoesBackAndItsPackageIsBad() throws JobException {
        var jobs = new Requests();
        var trigger = new RollbackWhenUnhealthy(host.metafile(), jobs, clock);
        now = now.plusSeconds(59);

        assertThat(trigger.rollBack("web", "refused")).isTrue();
        assertThat(trigger.rollBack("web", "refused")).isFalse();
        assertThat(jobs.requested).containsExactly("rollback web {bad=true, from=" + id("2.0") + "}");
        handler.handle(job("'bad': true, 'from': '" + id("2.0") + "'"), FakeContext.first());

        assertOn("1.0", "2.0");
        assertThat(catchThrowableOfType(
                                JobException.class, () -> upgrades.handle(upgradeTo("2.0"), FakeContext.first()))
                        .code())
                .isEqualTo(ErrorCode.REFUSED_RELEASE);
        assertThat(failure(job("")).code()).isEqualTo(ErrorCode.REFUSED_RELEASE);
        assertThat(failure(job("'healthWindow': -1")).code()).isEqualTo(ErrorCode.BAD_FIELD);
        handler.handle(job("'force': true"), FakeContext.first());
        assertOn("2.0", "1.0");
    }

    @Test
    void anAgentThatBecomesUnhealthyLaterDoesNotGoBack() {
        var jobs = new Requests();
        now = now.plusSeconds(60);
        assertThat(new RollbackWhenUnhealthy(host.metafile(), jobs, clock).rollBack("web", "refused"))
                .isFalse();
        assertThat(new RollbackWhenUnhealthy(host.metafile(), jobs, clock).rollBack("db", "refused"))
                .isFalse();
        assertThat(jobs.requested).isEmpty();
    }

    private static RollbackHandlerTest fresh() throws JobException {
        var test = new RollbackHandlerTest();
        test.upgrade();
        return test;
    }

    private static AgentSpec spec(Release release) {
        return release.spec(AgentOptions.builder().environment(Map.of("A", "1")).build());
    }

    private Job upgradeTo(String version) {
        return FakeHost.job(("{'id':'u','action':'upgrade','name':'web','url':'http://a/web.deb','envs':{'A':'2'},"
                        + "'checksum':'" + host.packageOf(version) + "'}")
                .replace('\'', '"'));
    }

    private static Job job(String more) {
        return FakeHost.job(("{'id':'1','action':'rollback','name':'web'" + (more.isEmpty() ? "" : "," + more) + "}")
                .replace('\'', '"'));
    }

    private JobException failure(Job job) {
        return catchThrowableOfType(JobException.class, () -> handler.handle(job, FakeContext.first()));
    }

    private String id(String version) {
        return version + '-' + host.packageOf(version).abbreviated();
    }

    private AgentSpec running() {
        return host.supervisor().running("web").orElseThrow();
    }

    private void assertOn(String version, String previous) {
        assertThat(running().version()).isEqualTo(version);
        assertThat(host.supervisor().spec("web")).contains(running());
        assertThat(host.packages().current("web").orElseThrow().version()).isEqualTo(version);
        assertThat(host.packages().previous("web").orElseThrow().version()).isEqualTo(previous);
        assertThat(host.packages().ids("web")).hasSize(2);
        assertThat(new UpgradeJournal(host.metafile()).begun("web")).isEmpty();
    }

    /** Records requested jobs. */
    private static final class Requests implements JobQueue {
        private final List<String> requested = new ArrayList<>();

        @Override
        public void submit(List<Job> jobs) {}

        @Override
        public void request(String action, String name, Map<String, Object> parameters) {
            requested.add(action + ' ' + name + ' ' + new TreeMap<>(parameters));
        }

        @Override
        public void reject(JobResult result) {}

        @Override
        public int cancel(String id) {
            return 0;
        }

        @Override
        public List<PendingJob> pending() {
            return List.of();
        }

        @Override
        public List<Action> actions() {
            return List.of();
        }
    }
}
