package org.bootagent.process.supervisor.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.Script;
import org.bootagent.process.supervisor.host.Accounts;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ScriptsTest {
    private static final String ID = "17/exec//digest";
    private static final ProcFs PROC = new ProcFs(Path.of("/proc"));

    @TempDir
    Path home;

    private Scripts scripts;
    private final FakeOutput output = new FakeOutput();
    private final FakeContext context = FakeContext.first();

    @BeforeEach
    void open() {
        scripts = scripts(Duration.ofSeconds(20));
    }

    @AfterEach
    void endAll() throws JobException {
        scripts(Duration.ofMillis(1)).endRemains(ID);
    }

    private Scripts scripts(Duration grace) {
        return new Scripts(home, SystemCommands.find(System.getenv()), PROC, Map.of("HOME", "" + home), grace);
    }

    private static Script script(String text, String... args) {
        return new Script(text, null, List.of(args), null, null);
    }

    private ScriptEnd run(String text, String... args) throws JobException {
        return scripts.run(ID, script(text, args), output, context);
    }

    private List<Path> running() {
        return remains().find();
    }

    private ScriptRemains remains() {
        return new ScriptRemains(PROC, "/bin/sh", ScriptDirectory.of(home, ID), null);
    }

    private CompletableFuture<JobException> inBackground(Scripts runner, String text) {
        return CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(JobException.class, () -> runner.run(ID, script(text), output, context)));
    }

    private void awaitOutput(String text) {
        await().atMost(Duration.ofMinutes(5)).until(() -> output.text().contains(text));
    }

    @Test
    void takesBothOutputsAndTheExitCode() throws Exception {
        var end = run("echo one; echo \"two $1\" >&2; pwd; exit 3", "and a half");
        assertThat(end).isEqualTo(new ScriptEnd(3, List.of()));
        assertThat(end.describe()).isEqualTo("exit code 3");
        assertThat(output.text()).isEqualTo("one\ntwo and a half\n" + ownHome() + "\n");
        assertThat(home.resolve("scripts")).isEmptyDirectory();
    }

    private static String ownHome() {
        return new Accounts(SystemCommands.find(System.getenv())).own().home();
    }

    @Test
    void runsAScriptInItsOwnLanguageAndACommand() throws Exception {
        assertThat(run("#!/usr/bin/awk -f\nBEGIN { print \"from awk\"; exit 4 }")
                        .code())
                .isEqualTo(4);
        var command = new Script(null, List.of("printf", "%s|"), List.of("a b", "$HOME"), null, null);
        assertThat(scripts.run(ID, command, output, context).code()).isZero();
        assertThat(output.text()).isEqualTo("from awk\na b|$HOME|");
    }

    @Test
    void tellsOfASignal() throws Exception {
        assertThat(run("kill -9 $$").describe()).isEqualTo("signal 9 (KILL)");
    }

    @Test
    void runsAsTheAgentDoes() throws Exception {
        Path release = Files.createDirectories(home.resolve("agents/a/release/sub"));
        var options = AgentOptions.builder()
                .environment(Map.of("COLOUR", "blue", "LD_NOTHING", "x"))
                .workDir("sub")
                .build();
        var agent = new AgentSpec("a", "1", "r", release.getParent().toString(), List.of(), AgentOptions.NONE, options);
        var script = new Script("echo $COLOUR $LD_NOTHING $BOOTAGENT_AGENT; pwd", null, null, agent, null);
        assertThat(scripts.run(ID, script, output, context).code()).isZero();
        assertThat(output.text()).isEqualTo("blue x a\n" + release + "\n");
    }

    @Test
    void runsAsTheAgentsUser() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(CurrentUser.isRoot());
        open(home);
        Path release = Files.createDirectories(home.resolve("agents/a/release"));
        for (Path way = release; !way.equals(home); way = way.getParent()) {
            open(way);
        }
        var options = AgentOptions.builder().user("nobody").build();
        var agent = new AgentSpec("a", "1", "r", release.toString(), List.of(), AgentOptions.NONE, options);
        var script = new Script("#!/bin/sh\nid -un; echo again >/dev/stdout", null, null, agent, null);
        assertThat(scripts.run(ID, script, output, context).code()).isZero();
        assertThat(output.text()).isEqualTo("nobody\nagain\n");
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatCannotBeRunSaysSo() {
        var none = new Script(null, List.of("no-such-program"), null, null, null);
        var failure = catchThrowableOfType(JobException.class, () -> scripts.run(ID, none, output, context));
        assertThat(failure.code()).isEqualTo(ErrorCode.DOES_NOT_START);
        assertThat(failure).hasMessageContaining("there is no no-such-program in " + ownHome());
    }

    @Test
    void anUnknownInterpreterIsTheShellsError() throws Exception {
        assertThat(run("#!/no/such/interpreter\n").code()).isIn(126, 127);
        assertThat(output.text()).contains("not found");
    }

    @Test
    void givesOutputAsItComes() throws Exception {
        Path go = home.resolve("go");
        var ended = inBackground(scripts, "echo first; until [ -e " + go + " ]; do sleep 0.02; done; echo last");
        awaitOutput("first\n");
        assertThat(ended).isNotDone();
        Files.createFile(go);
        assertThat(ended.join()).isNull();
        assertThat(output.text()).isEqualTo("first\nlast\n");
    }

    @Test
    void isEndedWhenItsJobIsCancelled() {
        var ended = inBackground(scripts, "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        awaitOutput("up");
        context.cancel();
        assertThat(ended.join().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(ended.join()).hasMessageContaining("it was ended by SIGTERM");
        assertThat(output.text()).contains("bye");
        assertThat(running()).isEmpty();
    }

    @Test
    void isKilledWhenItIgnoresSigtermAndSoIsWhatHasLeftItsSession() {
        var slow = scripts(Duration.ofMillis(300));
        var ended = inBackground(
                slow, "trap '' TERM; setsid sh -c 'echo away; sleep 1000' & echo up; while :; do sleep 1000; done");
        awaitOutput("away");
        awaitOutput("up");
        assertThat(running()).hasSizeGreaterThanOrEqualTo(3);
        context.cancel();
        assertThat(ended.join()).hasMessageContaining("it was killed, as it had not ended 0.3 s after SIGTERM");
        assertThat(running()).isEmpty();
    }

    @Test
    void isNotHeldByADaemonThatKeepsItsOutput() throws Exception {
        var end = run("setsid sleep 1000 & echo started; sleep 0.5");
        assertThat(end.code()).isZero();
        assertThat(end.describe()).matches("exit code 0; it has left running: sleep 1000 \\(pid \\d+\\)");
        assertThat(running()).hasSize(1);
        assertThat(output.text()).isEqualTo("started\n");
    }

    @Test
    void namesWhatClearedItsEnvironmentAndKeepsItsOutput() throws Exception {
        var end = run("(setsid env -i /bin/sh -c 'echo $$ >" + home + "/away; exec sleep 1002' &); until [ -s " + home
                + "/away ]; do sleep 0.02; done");
        long away = Long.parseLong(Files.readString(home.resolve("away")).strip());
        try {
            assertThat(end.left()).singleElement().asString().matches("(/bin/sh|sleep) .*\\(pid " + away + "\\)");
        } finally {
            ProcessHandle.of(away).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void isNotFloodedByWhatItHasLeft() throws Exception {
        assertThat(run("yes & echo started >&2").code()).isZero();
        // Nobody reads what it writes any more: that ends it.
        await().atMost(Duration.ofMinutes(5)).until(() -> running().isEmpty());
        assertThat(output.text()).contains("started");
    }

    @Test
    void aGigabyteOfOutputIsNoProblem() throws Exception {
        assertThat(run("head -c 1000000000 /dev/zero").code()).isZero();
        assertThat(output.written()).isEqualTo(1_000_000_000L);
    }

    @Test
    void anEndlessFloodCanBeCancelled() {
        var ended = inBackground(scripts, "yes");
        awaitOutput("y\ny\n");
        context.cancel();
        assertThat(ended.join()).hasMessageContaining("ended by SIGTERM");
        assertThat(running()).isEmpty();
    }

    @Test
    void endsWhatAnEarlierHostAgentHasLeft() throws Exception {
        var directory = ScriptDirectory.of(home, ID);
        directory.create(script("setsid sleep 1000 & env -i sleep 1001 & wait"), null, "/usr/bin/mkfifo");
        var commands = SystemCommands.find(System.getenv());
        var left = script("setsid sleep 1000 & env -i sleep 1001 & wait");
        var command = ScriptCommand.of(left, directory, null, new Accounts(commands), Map.of(), home);
        var builder = new ProcessBuilder(command.words(commands, PROC.bootId()));
        builder.environment().putAll(command.inheritance().carriers());
        var process = builder.start();
        var session = Optional.of(PROC.stat(process.pid()).orElseThrow());
        await().atMost(Duration.ofMinutes(5))
                .until(() -> remains().find().size() == 2
                        && PROC.stats().stream()
                                .anyMatch(
                                        stat -> stat.session() == session.get().pid()
                                                && PROC.commandLine(Path.of("/proc/" + stat.pid()))
                                                        .contains("1001")));

        assertThat(scripts.endRemains(ID)).hasSize(3).anyMatch(it -> it.startsWith("sleep 1001 (pid "));
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(running()).isEmpty();
        assertThat(directory.path()).doesNotExist();
        assertThat(scripts.endRemains(ID)).isEmpty();
    }
}
