package org.bootagent.process.supervisor.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SignalsTest {
    private static final long NOBODY = 4_194_305;

    @TempDir
    Path directory;

    private final List<Process> groups = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void end() {
        groups.forEach(Process::destroyForcibly);
    }

    @Test
    void tellsWhatCouldBeSent() throws Exception {
        var signals = new Signals("sh");
        var group = group();
        assertThat(signals.send("0", group.pid())).isTrue();
        assertThat(signals.send("BOGUS", group.pid())).isFalse();
        assertThat(signals.send("TERM", NOBODY)).isFalse();
        assertThat(signals.send("TERM", group.pid())).isTrue();
        assertThat(group.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void sendsThoseOfAStormByOneShellAndEachOwnerHearsOfHisOwn() throws Exception {
        var signals = new Signals(heldShell());
        var one = group();
        var other = group();
        var first = send(signals, "0", one.pid());
        await().until(() -> runs() == 1);
        var storm = List.of(
                send(signals, "TERM", one.pid()),
                send(signals, "KILL", NOBODY),
                send(signals, "BOGUS", other.pid()),
                send(signals, "KILL", other.pid()));
        for (var thread : threads.subList(1, threads.size())) {
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }

        Files.createFile(directory.resolve("gate"));

        assertThat(first.join()).isTrue();
        assertThat(storm.stream().map(CompletableFuture::join)).containsExactly(true, false, false, true);
        assertThat(one.waitFor()).isEqualTo(128 + 15);
        assertThat(other.waitFor()).isEqualTo(128 + 9);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void saysWhatKeepsItFromSending() {
        assertThatThrownBy(() -> new Signals("/nowhere/sh").send("TERM", NOBODY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/nowhere/sh");
    }

    @Test
    void takesAShellThatDiesForNoAnswer() throws IOException {
        String dies = script("exit 1");
        assertThatThrownBy(() -> new Signals(dies).send("0", NOBODY))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("it has sent 0 of 1 signals");
    }

    private CompletableFuture<Boolean> send(Signals signals, String name, long group) {
        return CompletableFuture.supplyAsync(() -> signals.send(name, group), task -> {
            var thread = new Thread(task);
            threads.add(thread);
            thread.start();
        });
    }

    /** Starts a process that leads a group of its own. */
    private Process group() throws IOException {
        var group = new ProcessBuilder("setsid", "sleep", "1000").start();
        groups.add(group);
        await().until(() -> new ProcFs(Path.of("/proc")).groupLives(group.pid()));
        return group;
    }

    /** Returns a shell that announces itself and waits for the gate. */
    private String heldShell() throws IOException {
        return script("echo run >>%1$s/runs; until [ -e %1$s/gate ]; do sleep 0.01; done; exec sh \"$@\""
                .formatted(directory));
    }

    private long runs() throws IOException {
        var runs = directory.resolve("runs");
        return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    }

    private String script(String text) throws IOException {
        var script = directory.resolve("shell");
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }
}
