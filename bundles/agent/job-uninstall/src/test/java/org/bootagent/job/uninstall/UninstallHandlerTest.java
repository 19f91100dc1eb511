package org.bootagent.job.uninstall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.testing.Crash;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UninstallHandlerTest {
    private static final Job JOB = FakeHost.job("{\"id\":\"1\",\"action\":\"uninstall\",\"name\":\"web\"}");

    private final FakeHost host = new FakeHost();
    private final UninstallHandler handler = new UninstallHandler(host.packages(), host.supervisor());

    @Test
    void stopsForgetsAndDeletes() throws JobException {
        installWeb();

        handler.handle(JOB, FakeContext.first());

        assertThat(host.faults().steps()).containsExactly("stop", "forget", "delete");
        assertNothingThere();
    }

    @Test
    void tellsWhatRunsOn() throws JobException {
        installWeb();
        host.supervisor().leave("sleep 300 (pid 4711)");
        var context = FakeContext.first();

        handler.handle(JOB, context);

        assertThat(context.messages()).endsWith("success; but it has left running: sleep 300 (pid 4711)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isFinishedAfterACrashAtAnyStep(boolean after) throws JobException {
        for (int step = 0; step < 3; step++) {
            installWeb();
            host.faults().crash(step, after);
            assertThatThrownBy(() -> handler.handle(JOB, FakeContext.first())).isInstanceOf(Crash.class);
            host.faults().none();

            handler.handle(JOB, FakeContext.afterCrash());

            assertNothingThere();
        }
    }

    @Test
    void goesOnWhereItFailedWhenSentAgain() throws JobException {
        for (int step = 0; step < 3; step++) {
            installWeb();
            host.faults().fail(step);
            assertThatThrownBy(() -> handler.handle(JOB, FakeContext.first())).isInstanceOf(JobException.class);
            assertThat(host.faults().happened()).isTrue();
            host.faults().none();

            handler.handle(JOB, FakeContext.first());

            assertNothingThere();
        }
    }

    @Test
    void anAgentThatRunsKeepsItsFilesWhenItCannotBeStopped() throws JobException {
        installWeb();
        host.faults().fail(0);

        assertThatThrownBy(() -> handler.handle(JOB, FakeContext.first())).isInstanceOf(JobException.class);

        assertThat(host.faults().happened()).isTrue();
        assertThat(host.packages().current("web")).isPresent();
    }

    @Test
    void knowsWhatIsNotInstalled() {
        var failure = catchThrowableOfType(JobException.class, () -> handler.handle(JOB, FakeContext.first()));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(failure).hasMessageContaining("web");
    }

    private void installWeb() throws JobException {
        var source = new PackageSource(List.of(URI.create("http://a/")), host.packageOf("1.0"), null);
        var release = host.packages().stage("web", source, FakeContext.first());
        host.packages().activate(release);
        host.supervisor()
                .define(new AgentSpec(
                        "web",
                        "1.0",
                        release.id(),
                        release.directory().toString(),
                        release.executable(),
                        AgentOptions.NONE,
                        AgentOptions.NONE));
        host.supervisor().start("web");
        host.faults().none();
    }

    private void assertNothingThere() {
        assertThat(host.packages().ids("web")).isEmpty();
        assertThat(host.supervisor().spec("web")).isEmpty();
        assertThat(host.supervisor().running("web")).isEmpty();
    }
}
