package org.bootagent.job.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.script.JobScripts;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.bootagent.testing.FakeOutputs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs real scripts on real files. */
@Timeout(300)
class ScriptHandlerTest {
    private static final String ID = "\"agentId\":\"6F1D0E2C-0000-4000-8000-00000000000a\",";

    @TempDir
    Path home;

    private final FakeHost host = new FakeHost();
    private final FakeOutputs outputs = new FakeOutputs();
    private final FakeContext context = FakeContext.first();
    private ScriptHandler handler;
    private ConfigureHandler configure;

    @BeforeEach
    void open() {
        var scripts = new JobScripts(home, outputs, Duration.ofMillis(300));
        handler = new ScriptHandler(home, scripts, host.supervisor(), host.packages(), host.metafile());
        configure = new ConfigureHandler(host.supervisor(), host.metafile());
    }

    private static Job job(String action, String rest) {
        return FakeHost.job("{\"id\":\"1\",\"action\":\"" + action + "\",\"name\":\"a\"" + (rest.isEmpty() ? "" : ",")
                + rest.replace('\'', '"') + "}");
    }

    private void run(String action, String rest) throws JobException {
        handler.handle(job(action, rest), context);
    }

    private JobException failure(String action, String rest) {
        return catchThrowableOfType(JobException.class, () -> run(action, rest));
    }

    private AgentSpec spec() {
        return host.supervisor().spec("a").orElseThrow();
    }

    @Test
    void anInstalledAgentIsKnownAndStopped() throws Exception {
        Path files = home.resolve("opt");
        run(
                "script-install",
                ID + "'script':'mkdir -p $1; echo made $1','args':['" + files + "'],'binaryPath':'bin/a','workdir':'"
                        + files + "','parameter':['-c','x y'],'health':{'exec':'test -e ok','period':1,'retries':20}");

        assertThat(files).isDirectory();
        assertThat(context.messages()).last().isEqualTo("exit code 0\nmade " + files);
        assertThat(spec().hasRelease()).isFalse();
        assertThat(spec().command()).containsExactly(files + "/bin/a", "-c", "x y");
        assertThat(spec().options().workDir()).isEqualTo(files.toString());
        assertThat(spec().restart()).isEqualTo(RestartPreset.SIDECAR);
        assertThat(spec().health().orElseThrow().target()).containsExactly("sh", "-c", "test -e ok");
        assertThat(host.supervisor().status("a").orElseThrow().state()).isEqualTo(ProcessState.STOPPED);
    }

    @Test
    void anInstallThatFailsLeavesNoAgent() {
        var failure = failure("script-install", "'script':'echo no disk; exit 7','binaryPath':'/bin/true'");
        assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(failure).hasMessage("exit code 7\nno disk");
        assertThat(host.supervisor().spec("a")).isEmpty();
    }

    /** A server that knows the agent by then wants to uninstall it. */
    @Test
    void anInstallThatFailsLeavesTheAgentIfAskedTo() throws Exception {
        var failure =
                failure("script-install", "'script':'exit 7','binaryPath':'/bin/true','keepFailed':true,'stopGrace':2");
        assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(spec().command()).containsExactly("/bin/true");
        assertThat(spec().stopGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(host.supervisor().status("a").orElseThrow().state()).isEqualTo(ProcessState.STOPPED);

        run("script-uninstall", "'script':'echo gone'");
        assertThat(host.supervisor().spec("a")).isEmpty();
    }

    @Test
    void refusesWrongFieldsBeforeTheScriptRuns() {
        for (String wrong : List.of(
                "'agentId':'7'",
                "'health':{'exec':'true','period':0.5}",
                "'health':{'exec':'true','retries':21}",
                "'user':'no such user'",
                "'parameter':[null]")) {
            var failure = failure("script-install", "'script':'touch " + home + "/ran'," + wrong);
            assertThat(failure.code()).as(wrong).isEqualTo(ErrorCode.BAD_FIELD);
        }
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void anAgentWithAPackageIsNotTouched() throws Exception {
        host.supervisor().define(new AgentSpec("a", "1", "r", "/r", List.of(), AgentOptions.NONE, AgentOptions.NONE));
        var failure = failure("script-install", "'script':'touch " + home + "/ran','binaryPath':'/bin/true'");
        assertThat(failure.code()).isEqualTo(ErrorCode.ALREADY_INSTALLED);
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void updateRunsItsScript() throws Exception {
        assertThat(failure("script-update", "'script':'true'").code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        run("script-install", "'workdir':'" + home + "'");
        run("script-update", "'script':'pwd'");
        assertThat(context.messages()).last().isEqualTo("exit code 0\n" + home);
        assertThat(failure("script-update", "").code()).isEqualTo(ErrorCode.MISSING_FIELD);
    }

    @Test
    void uninstallStopsRunsTheScriptAndForgets() throws Exception {
        assertThat(failure("script-uninstall", "").code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        run("script-install", "'binaryPath':'/bin/true'");
        host.supervisor().start("a");
        assertThat(failure("script-uninstall", "'script':'exit 1'").code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(spec().command()).containsExactly("/bin/true");
        assertThat(host.supervisor().running("a")).isEmpty();

        run("script-uninstall", "'script':'echo gone'");
        assertThat(host.supervisor().spec("a")).isEmpty();
        assertThat(ScriptAgents.entry(host.metafile(), "a")).isEmpty();
    }

    @Test
    void isNotRunTwiceAfterACrash() {
        var job = job("script-install", "'script':'touch " + home + "/ran','binaryPath':'/bin/true'");
        var failure = catchThrowableOfType(JobException.class, () -> handler.handle(job, FakeContext.afterCrash()));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(home.resolve("ran")).doesNotExist();
        assertThat(host.supervisor().spec("a")).isEmpty();
    }

    @Test
    void configureReplacesTheFileInOneStepAndKeepsItsMode() throws Exception {
        run("script-install", "'workdir':'" + home + "','configurationPath':'etc/a.yml'");
        Path file = Files.createDirectories(home.resolve("etc")).resolve("a.yml");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(home.resolve("link.yml"), file);
        Object inode = Files.getAttribute(file, "unix:ino");

        configure.handle(job("configure", "'content':'new: \\u00e4\\n'"), context);
        assertThat(file).hasContent("new: ä\n");
        assertThat(Files.getAttribute(file, "unix:ino")).isNotEqualTo(inode);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));

        configure.handle(job("configure", "'content':'through','path':'" + link + "'"), context);
        assertThat(file).hasContent("through");
        assertThat(link).isSymbolicLink();
        configure.handle(job("configure", "'content':'','path':'fresh'"), context);
        assertThat(Files.getPosixFilePermissions(home.resolve("fresh")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(home.resolve("etc")).isDirectoryNotContaining("glob:**.new");
    }

    private JobException refused(String path) {
        return catchThrowableOfType(
                JobException.class,
                () -> configure.handle(job("configure", "'content':'x','path':'" + path + "'"), context));
    }

    /** Returns the agent's data directory, to which its paths are relative. */
    private Path data() throws IOException {
        return Files.createDirectories(home.resolve("agents/a/data"));
    }

    @Test
    void configureDoesNotLeaveTheAgentsDirectory() throws Exception {
        Path outside = Files.writeString(data().resolveSibling("outside"), "old");
        Path workDir = Files.createDirectory(home.resolve("opt"));
        for (String install : List.of("", "'workdir':'etc'", "'workdir':'../../opt'", "'workdir':'" + workDir + "'")) {
            run("script-install", install);
            for (String wrong :
                    List.of("../../outside", "etc/../../../outside", "../../../a/outside", "../../opt-fresh")) {
                var failure = refused(wrong);
                assertThat(failure.code()).as(install + wrong).isEqualTo(ErrorCode.BAD_FIELD);
                assertThat(failure).hasMessageContaining("path: " + wrong + " leads out of " + home);
            }
        }
        assertThat(home.resolve("opt-fresh")).doesNotExist();
        assertThat(data()).isEmptyDirectory();
        assertThat(workDir).isEmptyDirectory();

        run("script-install", "'workdir':'../../opt'");
        assertThat(refused("fresh").code()).isEqualTo(ErrorCode.BAD_FIELD);
        run("script-install", "");
        assertThat(refused("../outside").code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(outside).hasContent("old");
        configure.handle(job("configure", "'content':'new','path':'" + outside + "'"), context);
        assertThat(outside).as("an absolute path may lead anywhere").hasContent("new");
        configure.handle(job("configure", "'content':'new','path':'no/../a.yml'"), context);
        assertThat(data().resolve("a.yml")).hasContent("new");
    }

    /** The agent may have created such links itself. */
    @Test
    void configureFollowsNoLinkOutOfTheAgentsDirectory() throws Exception {
        run("script-install", "");
        Path outside = Files.createDirectory(home.resolve("outside"));
        Path file = Files.writeString(outside.resolve("a.yml"), "old");
        Files.createSymbolicLink(data().resolve("directory"), outside);
        Files.createSymbolicLink(data().resolve("file"), file);
        Files.createDirectory(data().resolve("etc"));
        Files.createSymbolicLink(data().resolve("inside"), Path.of("etc"));
        for (String wrong : List.of("directory/a.yml", "directory/fresh", "file", data() + "/file")) {
            var failure = refused(wrong);
            assertThat(failure.code()).as(wrong).isEqualTo(ErrorCode.BAD_FIELD);
            assertThat(failure).hasMessageContainingAll("a link", wrong, "leads out of " + data());
        }
        assertThat(file).hasContent("old");
        assertThat(outside).isDirectoryNotContaining("glob:**fresh");

        configure.handle(job("configure", "'content':'new','path':'inside/a.yml'"), context);
        assertThat(data().resolve("etc/a.yml")).hasContent("new");
        Files.createSymbolicLink(data().resolve("dangling"), outside.resolve("fresh"));
        configure.handle(job("configure", "'content':'new','path':'dangling'"), context);
        assertThat(outside.resolve("fresh")).doesNotExist();
        assertThat(data().resolve("dangling")).isRegularFile().hasContent("new");
    }

    @Test
    void configureThatCannotWriteSaysSo() throws Exception {
        run("script-install", "'workdir':'" + home + "'");
        Files.createDirectory(home.resolve("dir"));
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(home.resolve("socket")));
        }
        for (var wrong : Map.of(
                        "no/such/dir/file",
                        "there is no directory " + home + "/no/such/dir, which has to be made first",
                        "/no/such/dir/file",
                        "there is no directory /no/such/dir, which has to be made first",
                        "dir",
                        home + "/dir is a directory",
                        ".",
                        home + " is a directory",
                        "/",
                        "/ is a directory",
                        "socket/file",
                        home + "/socket is no directory",
                        "socket",
                        "socket is a device, a pipe or a socket, no file")
                .entrySet()) {
            var failure = refused(wrong.getKey());
            assertThat(failure.code()).isEqualTo(ErrorCode.IO_ERROR);
            assertThat(failure)
                    .hasMessage("the configuration of a cannot be written: " + wrong.getValue() + "; "
                            + home.resolve(wrong.getKey()).normalize() + " is as it was");
        }
        assertThat(home).isDirectoryNotContaining("glob:**.new");
        assertThat(Files.readAttributes(home.resolve("socket"), BasicFileAttributes.class)
                        .isOther())
                .isTrue();
        var failure = catchThrowableOfType(
                JobException.class, () -> configure.handle(job("configure", "'content':'x'"), context));
        assertThat(failure.code()).isEqualTo(ErrorCode.MISSING_FIELD);
    }
}
