package org.bootagent.job.self.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    void oneOfANewerBootAgentIsNotTakenForNone() throws IOException {
        Files.writeString(home.resolve("trial"), "format=2\nstate=resting\n");
        assertThatThrownBy(() -> new TrialFile(home).read())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("has format 2, and this BootAgent knows 1 only");
    }

    @Test
    void oneWithoutAFormatIsOfTheFirst() throws IOException {
        Files.writeString(home.resolve("trial"), "state=trying\njob=7\n");
        assertThat(new TrialFile(home).read()).map(Trial::job).contains("7");
    }

    /** The shell's text and this one's are the same, so that either can write after the other. */
    @Test
    void theShellWritesWhatIsReadHere() throws Exception {
        var file = new TrialFile(home.resolve("agents/BootAgent"));
        file.write(TRIAL);
        Path lib = Path.of("../../../runtime/agent/src/main/distribution/lib");
        String script =
                "root=$1/..; home=$2; . \"$1/home.sh\"; . \"$1/trial.sh\"; load_trial && save_trial && cat \"$self_home/trial\"";
        var process = new ProcessBuilder(
                        "sh", "-c", script, "sh", lib.toAbsolutePath().toString(), home.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(TRIAL.text());
    }

    @Test
    void whatIsInstalledByOtherMeansSupersedesATrial() throws Exception {
        var directory = home.resolve("agents/BootAgent");
        var file = new TrialFile(directory);
        file.write(TRIAL);
        Files.createSymbolicLink(directory.resolve("current"), Path.of("releases/1"));
        Path program = Path.of("../../../runtime/agent/src/main/distribution/bin/bootagent")
                .toAbsolutePath();
        var process = new ProcessBuilder(
                        "sh", program.toString(), "supersede", "--home", home.toString(), "1.3", "came")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        var trial = file.read().orElseThrow();
        assertThat(trial.state()).isEqualTo(Trial.State.SUPERSEDED);
        assertThat(trial.job()).as("is told, and does not start over").isEqualTo(TRIAL.job());
        assertThat(trial.reason()).isEqualTo("1.3 came");
        assertThat(directory.resolve("current")).doesNotExist();
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
