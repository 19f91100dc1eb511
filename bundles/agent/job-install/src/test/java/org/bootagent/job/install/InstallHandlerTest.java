package org.bootagent.job.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.testing.Crash;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallHandlerTest {
    /** commit, stage, define, activate, start, await, commit. */
    private static final int STEPS = 7;

    private final FakeHost host = new FakeHost();
    private final InstallHandler handler = new InstallHandler(
            host.packages(),
            host.supervisor(),
            host.metafile(),
            new StartupTimes(Duration.ofSeconds(2), Duration.ofSeconds(60)));

    @Test
    void anAgentThatDoesNotBecomeHealthyIsRemovedAgain() {
        host.supervisor().ailVersion("1.0");

        var failure = catchThrowableOfType(
                JobException.class, () -> handler.handle(job("1.0", "'health': {'tcp': 80}"), FakeContext.first()));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNHEALTHY);
        assertThat(failure).hasMessageContaining("connection refused");
        assertThat(host.supervisor().spec("web")).isEmpty();
        assertThat(host.packages().ids("web")).isEmpty();
    }

    @Test
    void installsAndStarts() throws JobException {
        handle(job("1.0", "'envs': {'A': '1'}"), FakeContext.first());

        assertThat(host.faults().steps())
                .containsExactly(
                        "commit", "stage 1.0", "define 1.0", "activate 1.0", "start 1.0", "await 1.0", "commit");
        assertInstalled();
        assertThat(host.supervisor().running("web").orElseThrow().environment()).isEqualTo(Map.of("A", "1"));
    }

    @Test
    void saysWhichFileRuns() throws JobException {
        var context = FakeContext.first();
        handle(job("1.0", "'command': '/usr/bin/sleep 9'"), context);

        assertThat(context.messages()).last().isEqualTo("web runs /usr/bin/sleep of the host");
    }

    @Test
    void saysWhichFileWouldRunIfItIsNotStarted() throws JobException {
        var context = FakeContext.first();
        handle(job("1.0", "'command': '/usr/bin/sleep 9', 'start': false"), context);

        assertThat(context.messages()).last().isEqualTo("web is stopped; a start runs /usr/bin/sleep of the host");
    }

    @Test
    void installsWithoutStarting() throws JobException {
        handle(job("1.0", "'start': false"), FakeContext.first());

        assertThat(host.packages().current("web")).isPresent();
        assertThat(host.supervisor().spec("web")).isPresent();
        assertThat(host.supervisor().running("web")).isEmpty();
    }

    @Test
    void leavesNothingOfAnAgentThatDoesNotComeUp() {
        host.supervisor().breakVersion("1.0");

        assertThat(failure(job("1.0", "'user': 'nobody'")).code()).isEqualTo(ErrorCode.CRASHED);

        assertThat(host.faults().steps()).contains("await 1.0");
        assertNothingThere();
    }

    @Test
    void leavesNothingWhenAnyStepFails() {
        for (int step = 0; step < STEPS; step++) {
            host.faults().fail(step);

            var failure = catchThrowable(() -> handle(job("1.0", "'restart': 'fast'"), FakeContext.first()));

            assertThat(host.faults().happened()).isTrue();
            assertThat(failure).as("step %d", step).isInstanceOf(JobException.class);
            assertNothingThere();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isFinishedAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < STEPS; step++) {
            var test = new InstallHandlerTest();
            test.host.faults().crash(step, after);
            var job = test.job("1.0", "'restart': 'fast'");
            assertThatThrownBy(() -> test.handle(job, FakeContext.first())).isInstanceOf(Crash.class);
            test.host.faults().none();

            test.handle(job, FakeContext.afterCrash());

            test.assertInstalled();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isUndoneAfterACrashAtAnyStepOfAnAgentThatDoesNotComeUp(boolean after) {
        // The last four: await, forget, delete, commit.
        for (int step = 0; step < STEPS + 2; step++) {
            var test = new InstallHandlerTest();
            test.host.supervisor().breakVersion("1.0");
            test.host.faults().crash(step, after);
            var job = test.job("1.0", "'restart': 'fast'");
            var crash = catchThrowable(() -> test.handle(job, FakeContext.first()));
            assertThat(test.host.faults().happened()).as("step %d", step).isTrue();
            // The agent's own end comes before a crash after it.
            assertThat(crash).isInstanceOfAny(Crash.class, JobException.class);
            test.host.faults().none();

            assertThatThrownBy(() -> test.handle(job, FakeContext.afterCrash())).isInstanceOf(JobException.class);

            test.assertNothingThere();
        }
    }

    @Test
    void aCancelledInstallLeavesNothingEvenThoughItsThreadIsInterrupted() {
        var context = FakeContext.first();
        context.cancel();
        Thread.currentThread().interrupt();

        var failure = catchThrowable(() -> handle(job("1.0", "'restart': 'fast'"), context));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).isInstanceOf(JobException.class);
        assertNothingThere();
    }

    @Test
    void takesNewOptionsOfAnInstalledAgent() throws JobException {
        handle(job("1.0", "'envs': {'A': '1'}"), FakeContext.first());
        host.faults().none();

        handle(job("1.0", "'envs': {'A': '2'}, 'restart': 'fast'"), FakeContext.first());

        assertThat(host.faults().steps()).containsExactly("commit", "define 1.0", "restart", "await 1.0", "commit");
        assertThat(host.supervisor().running("web").orElseThrow().environment()).isEqualTo(Map.of("A", "2"));
    }

    @Test
    void changesNothingWhenThereIsNothingNew() throws JobException {
        handle(job("1.0", "'envs': {'A': '1'}"), FakeContext.first());
        host.faults().none();

        handle(job("1.0", "'envs': {'A': '1'}"), FakeContext.first());

        assertThat(host.faults().steps()).isEmpty();
    }

    @Test
    void startsAnInstalledAgentThatIsStopped() throws JobException {
        handle(job("1.0", "'start': false"), FakeContext.first());

        handle(job("1.0", "'start': true"), FakeContext.first());

        assertInstalled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void newOptionsAreInForceOrNotAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < 5; step++) {
            var test = new InstallHandlerTest();
            test.handle(test.job("1.0", "'envs': {'A': '1'}"), FakeContext.first());
            test.host.faults().crash(step, after);
            var job = test.job("1.0", "'envs': {'A': '2'}");
            assertThatThrownBy(() -> test.handle(job, FakeContext.first())).isInstanceOf(Crash.class);
            test.host.faults().none();

            test.handle(job, FakeContext.afterCrash());

            test.assertInstalled();
            assertThat(test.host.supervisor().running("web").orElseThrow().environment())
                    .isEqualTo(Map.of("A", "2"));
        }
    }

    @Test
    void oldOptionsAreBackWhenTheNewOnesFailAtAnyStep() throws JobException {
        handle(job("1.0", "'envs': {'A': '1'}"), FakeContext.first());
        for (int step = 0; step < 5; step++) {
            host.faults().fail(step);
            var failure = catchThrowable(() -> handle(job("1.0", "'envs': {'A': '2'}"), FakeContext.first()));
            assertThat(host.faults().happened()).isTrue();
            assertThat(failure).as("step %d", step).isInstanceOf(JobException.class);

            assertInstalled();
            assertThat(host.supervisor().running("web").orElseThrow().environment())
                    .isEqualTo(Map.of("A", "1"));
            assertThat(host.supervisor().spec("web"))
                    .isEqualTo(host.supervisor().running("web"));
        }
    }

    @Test
    void isNotRestartedWhenNothingCouldBeDone() throws JobException {
        handle(job("1.0", "'envs': {'A': '1'}"), FakeContext.first());
        host.faults().fail(1);

        assertThat(failure(job("1.0", "'envs': {'A': '2'}")).code()).isEqualTo(ErrorCode.IO_ERROR);

        assertThat(host.faults().happened()).isTrue();
        assertThat(host.faults().steps()).containsExactly("commit", "define 1.0", "commit");
        assertInstalled();
    }

    @Test
    void anotherPackageIsForUpgrade() throws JobException {
        handle(job("1.0", "'restart': 'fast'"), FakeContext.first());

        var failure = failure(job("2.0", "'restart': 'fast'"));

        assertThat(failure.code()).isEqualTo(ErrorCode.ALREADY_INSTALLED);
        assertThat(failure).hasMessageContaining("1.0-");
        assertInstalled();
    }

    @Test
    void refusesWhatIsNotAnInstall() {
        assertThat(failure(FakeHost.job("{\"id\":\"1\",\"action\":\"install\"}"))
                        .code())
                .isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(FakeHost.job("{\"id\":\"1\",\"action\":\"install\",\"name\":\"web\",\"url\":\"http://a/\"}"))
                        .code())
                .isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(job("1.0", "'restart': 'never'")).code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(failure(job("1.0", "'urls': ['gopher://a/']")).code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(host.faults().steps()).isEmpty();
    }

    @Test
    void saysWhenAFailureCouldNotBeUndone() throws JobException {
        host.supervisor().breakVersion("1.0");
        host.faults().fail(7);

        var failure = failure(job("1.0", "'restart': 'fast'"));

        assertThat(host.faults().happened()).isTrue();
        assertThat(host.faults().steps().get(7)).isEqualTo("delete");
        assertThat(failure.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(failure).hasMessageContaining("could not be undone");
    }

    private Job job(String version, String more) {
        return FakeHost.job(
                "{\"id\":\"1\",\"action\":\"install\",\"name\":\"web\",\"url\":\"http://a/web.deb\",\"checksum\":\""
                        + host.packageOf(version) + "\"," + more.replace('\'', '"') + "}");
    }

    private void handle(Job job, JobContext context) throws JobException {
        handler.handle(job, context);
    }

    private JobException failure(Job job) {
        return catchThrowableOfType(JobException.class, () -> handle(job, FakeContext.first()));
    }

    private void assertInstalled() {
        assertThat(host.packages().current("web").orElseThrow().version()).isEqualTo("1.0");
        assertThat(host.packages().ids("web")).hasSize(1);
        assertThat(host.supervisor().running("web")).isPresent();
        assertThat(new InstallJournal(host.metafile()).begun("web")).isEmpty();
    }

    private void assertNothingThere() {
        assertThat(host.packages().ids("web")).isEmpty();
        assertThat(host.packages().current("web")).isEmpty();
        assertThat(host.supervisor().spec("web")).isEmpty();
        assertThat(host.supervisor().running("web")).isEmpty();
        assertThat(new InstallJournal(host.metafile()).begun("web")).isEmpty();
    }
}
