package org.bootagent.process.supervisor.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.HostFixture;
import org.bootagent.process.supervisor.log.LogTail;
import org.junit.jupiter.api.Test;

class SpawnTest extends HostFixture {
    @Test
    void aLaunchThatEndsWithoutAWordIsToldWithItsExitCode() throws Exception {
        assertThat(refusal("exit 125", Limits.NONE))
                .isEqualTo("Agent a does not start: the launch ended with exit code 125 before the agent's first"
                        + " instruction");
    }

    @Test
    void aLaunchThatIsKilledNamesTheMemoryLimit() throws Exception {
        assertThat(refusal("kill -KILL $$", new Limits(0, 1)))
                .contains("exit code 137")
                .endsWith("most likely for its memory limit of 1 B");
        assertThat(refusal("kill -KILL $$", Limits.NONE))
                .endsWith("exit code 137 before the agent's first instruction");
    }

    @Test
    void whatTheLaunchSaysIsTheReason() throws Exception {
        assertThat(refusal("echo no room; exit 125", Limits.NONE)).isEqualTo("Agent a does not start: no room");
    }

    private String refusal(String launch, Limits limits) throws Exception {
        AgentSpec spec = host.shell("a", "exec sleep 300", RestartPreset.CLASSIC)
                .withRequested(AgentOptions.builder().limits(limits).build());
        var log = Files.writeString(home.resolve("log"), "");
        var shim = Spawn.start(List.of("/bin/sh", "-c", launch), Map.of("PATH", "/usr/bin:/bin"));
        var failure = catchThrowableOfType(JobException.class, () -> Spawn.awaitExec(spec, shim, new LogTail(log, 0)));
        assertThat(failure.code()).isEqualTo(ErrorCode.DOES_NOT_START);
        return failure.getMessage();
    }
}
