package org.bootagent.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleHandlerTest {
    private final Supervisor supervisor = new Supervisor();
    private final List<String> messages = new ArrayList<>();
    private final JobContext context = (JobContext) Proxy.newProxyInstance(
            JobContext.class.getClassLoader(), new Class<?>[] {JobContext.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("progress");
                assertThat(arguments[0]).isEqualTo(1.0);
                messages.add((String) arguments[1]);
                return null;
            });

    /** Records calls, and fails where the test wants it to. */
    private static final class Supervisor implements ProcessSupervisor {
        final List<String> calls = new ArrayList<>();
        AgentSpec spec = new AgentSpec(
                "x",
                "1.0",
                "1.0-abc",
                "/x",
                List.of("/x/bin/x"),
                AgentOptions.NONE,
                AgentOptions.builder().environment(Map.of("OLD", "1")).build());
        ProcessState state = ProcessState.STOPPED;
        List<String> left = List.of();
        String failing = "";
        String failingAlso = "";

        private void call(String call) throws JobException {
            calls.add(call);
            if (call.equals(failing)) {
                failing = "";
                throw new JobException(ErrorCode.CRASHED, "ended with 3");
            }
            if (call.equals(failingAlso)) {
                throw new JobException(ErrorCode.DOES_NOT_STOP, "still there");
            }
        }

        @Override
        public void define(AgentSpec newSpec) throws JobException {
            call("define " + newSpec.environment());
            spec = newSpec;
        }

        @Override
        public void start(String name) throws JobException {
            call("start");
        }

        @Override
        public void stop(String name) throws JobException {
            call("stop");
        }

        @Override
        public void restart(String name) throws JobException {
            call("restart");
        }

        @Override
        public void awaitUp(String name, Duration settle, JobContext context) throws JobException {
            call("awaitUp " + settle.toMillis());
        }

        @Override
        public void awaitHealthy(String name, Duration window, JobContext context) throws JobException {
            call("awaitHealthy");
        }

        @Override
        public void remove(String name) throws JobException {
            call("remove");
        }

        @Override
        public List<String> left(String name) {
            return left;
        }

        @Override
        public Optional<AgentSpec> spec(String name) {
            return Optional.of(spec).filter(it -> it.name().equals(name));
        }

        @Override
        public Optional<AgentStatus> status(String name) {
            return spec(name).map(it -> new AgentStatus(name, "1.0", "1.0-abc", state, 0, null, 0, ""));
        }

        @Override
        public List<AgentStatus> statuses() {
            return List.of();
        }
    }

    @Test
    void tellsWhatAStopHasLeftRunning() throws Exception {
        supervisor.left = List.of("sleep 300 (pid 4711)", "x (pid 4712)");
        handle("'action':'stop','name':'x'");
        assertThat(messages).containsExactly("success; but it has left running: sleep 300 (pid 4711), x (pid 4712)");
    }

    @Test
    void startsStopsAndRestarts() throws Exception {
        handle("'action':'start','name':'x'");
        assertThat(supervisor.calls).containsExactly("start", "awaitUp 50");
        supervisor.calls.clear();
        handle("'action':'stop','name':'x'");
        assertThat(supervisor.calls).containsExactly("stop");
        supervisor.calls.clear();
        handle("'action':'restart','name':'x'");
        assertThat(supervisor.calls).containsExactly("restart", "awaitUp 50");
    }

    @Test
    void waitsAsLongAsTheJobSays() throws Exception {
        handle("'action':'start','name':'x','settle':0");
        assertThat(supervisor.calls).containsExactly("start");
        supervisor.calls.clear();
        handle("'action':'restart','name':'x','settle':0.5");
        assertThat(supervisor.calls).containsExactly("restart", "awaitUp 500");
        for (String wrong : List.of("-1", "3601", "'x'")) {
            assertThat(failure("'action':'start','name':'x','settle':" + wrong).code())
                    .as(wrong)
                    .isEqualTo(ErrorCode.BAD_FIELD);
        }
    }

    @Test
    void startsOnlyWhatDoesNotRunIfAskedTo() throws Exception {
        handle("'action':'start','name':'x','onlyStopped':true");
        supervisor.calls.clear();
        supervisor.state = ProcessState.RUNNING;
        assertThat(failure("'action':'start','name':'x','onlyStopped':true,'envs':{'A':'b'}")
                        .code())
                .isEqualTo(ErrorCode.ALREADY_RUNNING);
        assertThat(supervisor.calls).isEmpty();
        supervisor.state = ProcessState.BACKOFF;
        handle("'action':'start','name':'x','onlyStopped':true");
        assertThat(supervisor.calls).startsWith("start");
    }

    @Test
    void startsWithWhatTheJobSays() throws Exception {
        handle("'action':'start','name':'x','envs':{'A':'b'},'limits':{'CPU':'10%','memory':'20M'},"
                + "'restart':'fast','command':'bin/x -v','user':'nobody'");
        assertThat(supervisor.calls).containsExactly("define {A=b}", "start", "awaitUp 50");
        assertThat(supervisor.spec.limits()).isEqualTo(new Limits(10, 20 << 20));
        assertThat(supervisor.spec.restart()).isEqualTo(RestartPreset.FAST);
        assertThat(supervisor.spec.command()).containsExactly("bin/x", "-v");
        assertThat(supervisor.spec.options().user()).isEqualTo("nobody");
    }

    @Test
    void tellsThatItLimitsNoTraffic() throws Exception {
        handle("'action':'start','name':'x','netLimit':0");
        assertThat(messages).isEmpty();
        handle("'action':'start','name':'x','netLimit':18446744073709551615");
        assertThat(supervisor.calls).endsWith("start", "awaitUp 50");
        assertThat(messages).singleElement().asString().contains("netLimit has no effect");
    }

    @Test
    void refusesAnAgentThatIsNotThere() {
        for (String action : List.of("start", "stop", "restart")) {
            assertThat(failure("'action':'" + action + "','name':'y'").code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
            assertThat(failure("'action':'" + action + "'").code()).isEqualTo(ErrorCode.MISSING_FIELD);
        }
        assertThat(supervisor.calls).isEmpty();
    }

    @Test
    void namesTheFieldThatIsWrongBeforeAnythingIsDone() {
        var e = failure("'action':'restart','name':'x','limits':{'CPU':'all'}");
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(e).hasMessageContaining("CPU");
        assertThat(supervisor.calls).isEmpty();
    }

    @Test
    void stopsAgainWhatDoesNotComeUpAndForgetsWhatTheJobSaid() {
        supervisor.failing = "awaitUp 50";
        var e = failure("'action':'start','name':'x','envs':{'A':'b'}");
        assertThat(e.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(supervisor.calls).containsExactly("define {A=b}", "start", "awaitUp 50", "define {OLD=1}", "stop");
    }

    @Test
    void runsAgainAsBeforeWhatDoesNotComeUpWithWhatTheJobSaid() {
        supervisor.state = ProcessState.RUNNING;
        supervisor.failing = "awaitUp 50";
        assertThat(failure("'action':'restart','name':'x','envs':{'A':'b'}").code())
                .isEqualTo(ErrorCode.CRASHED);
        assertThat(supervisor.calls)
                .containsExactly("define {A=b}", "restart", "awaitUp 50", "define {OLD=1}", "restart");
    }

    @Test
    void leavesToTheSupervisorWhatRanBeforeAndSaysNothingNew() {
        supervisor.state = ProcessState.RUNNING;
        supervisor.failing = "awaitUp 50";
        assertThat(failure("'action':'restart','name':'x'").code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(supervisor.calls).containsExactly("restart", "awaitUp 50");
    }

    @ParameterizedTest
    @EnumSource(names = {"FATAL", "KILLED"})
    void keepsWantedWhatWasGivenUpOrKilledAndFailsAgain(ProcessState found) {
        supervisor.state = found;
        supervisor.failing = "awaitUp 50";
        assertThat(failure("'action':'start','name':'x'").code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(supervisor.calls).containsExactly("start", "awaitUp 50");
    }

    @Test
    void saysThatItCouldNotBePutBack() {
        supervisor.failing = "start";
        supervisor.failingAlso = "stop";
        var e = failure("'action':'start','name':'x'");
        assertThat(e.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(e).hasMessageContaining("ended with 3").hasMessageContaining("still there");
    }

    private JobException failure(String fields) {
        return catchThrowableOfType(JobException.class, () -> handle(fields));
    }

    private void handle(String fields) throws Exception {
        var json = Json.MAPPER.readTree(("{'id':'1'," + fields + "}").replace('\'', '"'));
        new LifecycleHandler(supervisor, Duration.ofMillis(50)).handle(JobMessage.read(json), context);
    }
}
