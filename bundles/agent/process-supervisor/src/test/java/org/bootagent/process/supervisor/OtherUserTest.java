package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.launch.Inheritance;
import org.bootagent.process.supervisor.launch.LaunchCommand;
import org.junit.jupiter.api.Test;

/** Agents that run as another user, and with reduced privileges. */
class OtherUserTest extends HostFixture {
    @Test
    void runsAsAnotherUserWithoutAWayBack() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        host.run(host.shell(
                        "a",
                        "id -un; echo $HOME; grep NoNewPrivs /proc/self/status; exec sleep 300",
                        RestartPreset.FAST)
                .withRequested(AgentOptions.builder().user("nobody").build()));
        await().until(() -> host.log("a").equals("nobody\n/nonexistent\nNoNewPrivs:\t1\n"));
        host.supervisor.stop("a");
    }

    /** The home is closed to others until then, and everything else in it stays closed. */
    @Test
    void anotherUserGetsAtItsReleaseAndWritesToItsDataOnly() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
        var release = Files.createDirectories(home.resolve("agents/a/releases/1"));
        for (var closed : List.of(home, home.resolve("agents"))) {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
        Files.setPosixFilePermissions(
                Files.writeString(release.resolve("program"), """
                        #!/bin/sh
                        touch "$BOOTAGENT_DATA/kept" && echo data
                        touch here 2>/dev/null || touch ../here 2>/dev/null || echo no release
                        ls / >/dev/null && ls "${BOOTAGENT_DATA%/a/data}" 2>/dev/null || echo no look around
                        exec sleep 300
                        """), PosixFilePermissions.fromString("rwxr-xr-x"));
        var spec = host.spec("a", List.of(release.resolve("program").toString()), RestartPreset.FAST, null);

        host.run(new AgentSpec(
                "a",
                "1",
                "1",
                release.toString(),
                List.of(),
                spec.requested(),
                AgentOptions.builder().user("nobody").build()));

        await().until(() -> host.log("a").equals("data\nno release\nno look around\n"));
        assertThat(Files.getOwner(home.resolve("agents/a/data/kept")).getName()).isEqualTo("nobody");
        assertThat(Files.getPosixFilePermissions(home)).isEqualTo(PosixFilePermissions.fromString("rwx-----x"));
        assertThat(Files.getPosixFilePermissions(home.resolve("agents/a/log")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        host.supervisor.stop("a");
    }

    @Test
    void givesAnotherUserAllItsGroupsAndNothingOfOurs() throws Exception {
        assumeTrue(CurrentUser.isRoot(), "only root can");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        host.run(host.shell("a", "id -G; umask; cat /proc/self/oom_score_adj; exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().user("www-data").build()));
        var groups = new ProcessBuilder("id", "-G", "www-data").start();
        String expected = new String(groups.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        await().until(() -> host.log("a").equals(expected + "0022\n0\n"));
    }

    @Test
    void takesPrivilegesAwayWithoutAUserAndLeavesThemWithOne() throws Exception {
        assumeTrue(CurrentUser.isRoot(), "only root can");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        String script = "grep NoNewPrivs /proc/self/status; exec sleep 300";
        host.run(host.shell("a", script, RestartPreset.FAST)
                .withRequested(AgentOptions.builder().noNewPrivileges(true).build()));
        await().until(() -> host.log("a").equals("NoNewPrivs:\t1\n"));
        host.run(host.shell("b", script, RestartPreset.FAST)
                .withRequested(AgentOptions.builder()
                        .user("nobody")
                        .noNewPrivileges(false)
                        .build()));
        await().until(() -> host.log("b").equals("NoNewPrivs:\t0\n"));
    }

    @Test
    void saysWhatIsMissingToTakePrivilegesAway() throws Exception {
        var found = SystemCommands.find(System.getenv());
        var none = Optional.<String>empty();
        var without = new SystemCommands(
                found.sh(), found.setsid(), found.env(), none, none, none, none, found.getent(), none);
        var spec = host.shell("a", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().noNewPrivileges(true).build());
        var command = new LaunchCommand(
                spec,
                AgentDirectory.of(home, "a"),
                Inheritance.of(spec, null, new TreeMap<>(Map.of("PATH", "/bin"))),
                0,
                host.proc.bootId());
        assertThatThrownBy(() -> command.words(without, List.of()))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST))
                .hasMessageContaining("needs setpriv (util-linux)");
    }

    @Test
    void anotherUserMustExistAndBeAbleToRunTheProgram() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
        var secret = Files.createDirectory(
                home.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var program = Files.copy(Path.of("/bin/sleep"), secret.resolve("program"));
        var spec = host.spec("a", List.of(program.toString(), "300"), RestartPreset.FAST, null);
        host.supervisor.define(
                spec.withRequested(AgentOptions.builder().user("nobody").build()));
        assertThatThrownBy(() -> host.supervisor.start("a")).hasMessageContaining("not executable for it");
        host.supervisor.define(
                spec.withRequested(AgentOptions.builder().user("nosuchuser").build()));
        assertThatThrownBy(() -> host.supervisor.start("a")).hasMessageContaining("No user nosuchuser");
    }
}
