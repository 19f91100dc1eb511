package org.bootagent.process.supervisor.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Supervises agents on a real small file system without a free byte; only root can mount one. */
@ParameterizedClass
@ValueSource(strings = {"/bin/dash", "/bin/bash"})
@Timeout(300)
class FullDiskTest {
    @Parameter
    String shell;

    @TempDir
    Path directory;

    private Path small;
    private Host host;

    @BeforeEach
    void mount() throws IOException {
        small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "none", small.toString()) == 0, "cannot mount here");
        host = new Host(small, LimiterFactory.ANY, Shells.commands(directory, shell));
    }

    @AfterEach
    void unmount() throws Exception {
        if (host != null) {
            host.close();
        }
        run("umount", small.toString());
    }

    @Test
    void startsAnAgentThatWasStopped() throws Exception {
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.supervisor.stop("a");
        fill();
        for (int i = 0; i < 3; i++) {
            host.supervisor.start("a");
            long agent = host.status("a").pid();
            fill();
            host.restart();
            assertThat(host.status("a").pid()).as("adopted").isEqualTo(agent);
            host.supervisor.stop("a");
            fill();
        }
    }

    @Test
    void startsAnAgentThatDiedWhileNobodyListened() throws Exception {
        long agent =
                host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST)).pid();
        host.leave();
        fill();
        host.kill(agent);
        await().until(() -> !host.lives(agent));
        fill();
        host.comeBack();
        await().until(() -> host.status("a").pid() != 0 && host.status("a").pid() != agent);
    }

    @Test
    void tellsHowAnAgentEndedWhileNobodyListened() throws Exception {
        Path go = directory.resolve("go");
        long agent = host.run(
                        host.shell("a", "until test -e " + go + "; do sleep 0.02; done; exit 3", RestartPreset.CLASSIC))
                .pid();
        long shim = host.shim("a");
        host.leave();
        fill();
        Files.createFile(go);
        await().until(() -> !host.lives(agent) && !host.lives(shim));
        host.comeBack();
        await().until(() -> !host.events.isEmpty());
        assertThat(host.events.get(0).detail()).contains("exit code 3");
    }

    @Test
    void keepsTheSpaceOfTheRecordsOfAnAgentThatWasStopped() throws Exception {
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.supervisor.stop("a");
        assertThat(AgentDirectory.of(small, "a").processRecord()).hasSize(1024);
        assertThat(AgentDirectory.of(small, "a").exitRecord()).hasSize(1024);
    }

    /** Fills the disk to the last byte. */
    private void fill() throws IOException {
        run("sh", "-c", "cat /dev/zero >>" + small.resolve("filler") + " 2>/dev/null");
        assertThat(small.toFile().getFreeSpace()).isZero();
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    }
}
