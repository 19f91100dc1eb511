package org.bootagent.process.supervisor.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.Hooks;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.process.Script;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.host.Accounts;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.bootagent.process.supervisor.script.Scripts;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inheritance of agents, hooks, health commands and scripts, with every shell that sh may be. */
@Timeout(300)
class InheritanceTest {
    /** Prints everything that a program inherits; the shell's own entry of /proc has the environment that it was given. */
    private static final String TELL = """
            to=$BOOTAGENT_DATA/$1
            cat /proc/$$/environ >$to.env
            {
              umask
              ulimit -Sn
              cat /proc/self/oom_score_adj
              readlink /proc/$$/cwd
              readlink /proc/$$/fd/0
              grep -E '^(Uid|Gid|NoNewPrivs):' /proc/$$/status
              # Without those of the C library, which nothing can set.
              sed -n 's/^Sig\\(Blk\\|Ign\\):.*\\(.......\\)$/\\1 \\2/p' /proc/self/status
            } >$to.rest
            mv $to.rest $to
            [ $1 != agent ] || exec sleep 300
            """;

    private static final List<String> KINDS = List.of("agent", "preStart", "postStart", "health", "exec");

    @TempDir
    Path home;

    private Host host;

    @AfterEach
    void stop() throws JobException {
        if (host != null) {
            host.close();
        }
    }

    private Scripts scripts;

    private void open(String shell) throws IOException {
        var commands = Shells.commands(home, shell);
        host = new Host(home, LimiterFactory.ANY, commands);
        host.environment.putAll(Map.of("TZ", "UTC", "HOME", "/nowhere", "SHELL", "/bin/odd", "UNRELATED", "x"));
        scripts = new Scripts(home, commands, host.proc, host.environment, Duration.ofSeconds(10));
        for (Path way = home; !way.equals(way.getRoot()) && CurrentUser.isRoot(); way = way.getParent()) {
            var permissions = Files.getPosixFilePermissions(way);
            permissions.addAll(PosixFilePermissions.fromString("--x--x--x"));
            Files.setPosixFilePermissions(way, permissions);
        }
    }

    private AgentSpec agent(AgentOptions options) {
        return host.spec("a", tell("agent"), RestartPreset.FAST, Duration.ofSeconds(10))
                .withRequested(options.but()
                        .hooks(new Hooks(tell("preStart"), tell("postStart"), null, null, null))
                        .health(health())
                        .build());
    }

    private static HealthCheck health() {
        return new HealthCheck(
                HealthCheck.Kind.EXEC, tell("health"), null, Duration.ofSeconds(1), null, null, null, null);
    }

    private static List<String> tell(String kind) {
        return List.of("/bin/sh", "-c", TELL, "sh", kind);
    }

    private Path told(String kind) {
        return AgentDirectory.of(home, "a").data().resolve(kind);
    }

    private void runAll(AgentOptions options) throws Exception {
        var spec = agent(options);
        host.run(spec);
        var script = new Script(null, tell("exec"), List.of(), spec, null);
        assertThat(scripts.run("1/exec//x", script, new FakeOutput(), FakeContext.first())
                        .code())
                .isZero();
        await().atMost(Duration.ofMinutes(2)).until(() -> KINDS.stream().allMatch(kind -> Files.exists(told(kind))));
    }

    private Map<String, String> environment(String kind) throws IOException {
        var text = Files.readString(told(kind).resolveSibling(kind + ".env"), UTF_8);
        var all = Arrays.stream(text.split("\0", -1))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> first + " and " + second,
                        TreeMap::new));
        assertThat(all.remove("BOOTAGENT_SCRIPT") != null).isEqualTo(kind.equals("exec"));
        // Bash counts this by itself, in any case.
        assertThat(all.remove("SHLVL")).isIn(null, "0");
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash", "/bin/busybox"})
    void allGetTheSame(String shell) throws Exception {
        open(shell);
        runAll(AgentOptions.builder().environment(Map.of("GREETING", "hello")).build());
        var own = new Accounts(SystemCommands.find(System.getenv())).own();
        var environment = new TreeMap<>(Map.of(
                "BOOTAGENT_AGENT", "a",
                "BOOTAGENT_DATA", told("x").getParent().toString(),
                "GREETING", "hello",
                "HOME", own.home(),
                "LOGNAME", own.user(),
                "PATH", "/usr/bin:/bin",
                "SHELL", own.shell(),
                "TZ", "UTC",
                "USER", own.user()));
        for (var kind : KINDS) {
            assertThat(environment(kind)).as(kind).isEqualTo(environment);
            assertThat(Files.readAllLines(told(kind)))
                    .as(kind)
                    .containsExactly(
                            "0022",
                            "1024",
                            "0",
                            home.toRealPath().toString(),
                            "/dev/null",
                            "Uid:" + ("\t" + own.uid()).repeat(4),
                            "Gid:" + ("\t" + own.gid()).repeat(4),
                            "NoNewPrivs:\t0",
                            "Blk 0000000",
                            "Ign 0000000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash"})
    void allRunAsTheAgentsUserInItsDirectoryWithItsFiles(String shell) throws Exception {
        assumeTrue(CurrentUser.isRoot());
        open(shell);
        Files.createDirectory(
                home.resolve("sub"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        runAll(AgentOptions.builder()
                .user("nobody")
                .workDir("sub")
                .limits(new org.bootagent.api.process.Limits(0, 0, 0, 500, 0))
                .build());
        for (var kind : KINDS) {
            assertThat(environment(kind))
                    .as(kind)
                    .containsEntry("HOME", "/nonexistent")
                    .containsEntry("USER", "nobody")
                    .containsEntry("LOGNAME", "nobody")
                    .containsEntry("SHELL", "/usr/sbin/nologin");
            assertThat(Files.readAllLines(told(kind)))
                    .as(kind)
                    .contains("500", home.toRealPath().resolve("sub").toString(), "NoNewPrivs:\t1")
                    .contains("Uid:" + "\t65534".repeat(4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash", "/bin/busybox"})
    void whatAnAgentSetsArrivesAsItIs(String shell) throws Exception {
        open(shell);
        var set = new TreeMap<String, String>();
        for (var name : List.of(
                "discovery.type",
                "a-b",
                "UID",
                "RANDOM",
                "SECONDS",
                "PPID",
                "SHELLOPTS",
                "BASHOPTS",
                "OPTIND",
                "PWD",
                "OLDPWD",
                "_",
                "IFS",
                "ENV",
                "BASH_ENV",
                "BASH_VERSION",
                "PS4",
                "LC_ALL",
                "LANGUAGE",
                "log",
                "stat",
                "POSIXLY_CORRECT",
                "CDPATH")) {
            set.put(name, "7");
        }
        set.put("PLAIN", "a 'b' \"c\" $d `e` \\f\n\t* ~ é ☃ 𝄞 \u0080\u0081\u0088\u0001\u007f");
        set.put("EMPTY", "");
        runAll(AgentOptions.builder().environment(set).build());
        for (var kind : KINDS) {
            assertThat(environment(kind)).as(kind).containsAllEntriesOf(set);
        }
        assertThat(host.log("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash"})
    void nothingAnAgentSetsIsHeardAsRoot(String shell) throws Exception {
        assumeTrue(CurrentUser.isRoot());
        open(shell);
        var caught = Files.createDirectory(home.resolve("caught"));
        var startup = Files.writeString(home.resolve("startup"), "id >" + caught + "/startup-$$\n");
        var set = new TreeMap<String, String>();
        for (var name : List.of("umask", "read", "cd", "echo", "exec", "shift", "set", "export", "unset", "printf")) {
            set.put("BASH_FUNC_" + name + "%%", "() { id >" + caught + "/" + name + "; builtin " + name + " \"$@\"; }");
        }
        set.putAll(Map.of("ENV", startup.toString(), "BASH_ENV", startup.toString(), "SHELLOPTS", "xtrace"));
        set.putAll(Map.of("PS4", "$(id >" + caught + "/ps4)", "LD_DEBUG", "all", "LD_DEBUG_OUTPUT", caught + "/ld"));
        set.putAll(Map.of("PATH", home + "/bin:/usr/bin:/bin", "IFS", "/"));
        runAll(AgentOptions.builder().environment(set).user("nobody").build());
        assertThat(caught).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/dash", "/bin/bash"})
    void aProgramWhoseNameLooksLikeAVariableGetsThemAll(String shell) throws Exception {
        open(shell);
        var program = Files.copy(Path.of("/usr/bin/env"), home.resolve("a=b"));
        host.run(host.spec("a", List.of(program.toString()), RestartPreset.CLASSIC, null)
                .withRequested(AgentOptions.builder()
                        .environment(Map.of("discovery.type", "single-node"))
                        .build()));
        await().atMost(Duration.ofMinutes(5)).until(() -> host.log("a").contains("discovery.type=single-node\n"));
    }
}
