package org.bootagent.job.self.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialFileTest {
    private static final Trial TRIAL = Trial.pending(
            "1=2/upgrade/BootAgent/ab", new Target("1.2-abc", "1.2", "ff"), "base", "", Duration.ofSeconds(30));

    @TempDir
    Path home;

    @Test
    void isReadAsItWasWritten() {
        var file = new TrialFile(home.resolve("agents/BootAgent"));
        assertThat(file.read()).isEmpty();
        file.write(TRIAL);
        assertThat(file.read()).contains(TRIAL);
        file.write(TRIAL.again());
        assertThat(file.read()).map(Trial::tries).contains(2);
    }

    @Test
    void aDamagedOneCountsAsNotThere() throws IOException {
        Files.writeString(home.resolve("trial"), "state=nonsense\n");
        assertThat(new TrialFile(home).read()).isEmpty();
        Files.writeString(home.resolve("trial"), "state=trying\nwindow=soon\n");
        assertThat(new TrialFile(home).read()).isEmpty();
    }

    @Test
    void whatTheGuardAddsIsRead() throws IOException {
        Files.writeString(
                home.resolve("trial"), TRIAL.text() + "state=failed\nfault=crashed\nreason=ended with 1; a=b\n");
        var trial = new TrialFile(home).read().orElseThrow();
        assertThat(trial.state()).isEqualTo(Trial.State.FAILED);
        assertThat(trial.reason()).isEqualTo("ended with 1; a=b");
        assertThat(trial.job()).isEqualTo(TRIAL.job());
    }
}
