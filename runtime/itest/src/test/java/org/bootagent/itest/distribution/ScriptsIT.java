package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts, and agents that scripts install. */
class ScriptsIT {
    private static final int AT_ONCE = 10;

    private static BooterAndHost site;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        site = BooterAndHost.open();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void booterctlPrintsWhatACommandWrites() {
        var ran = ctl("exec", site.host(), "--", "sh", "-c", "echo one; echo two >&2")
                .requireSuccess();
        assertThat(ran.out()).isEqualTo("one\ntwo\n");
        var failed = ctl("exec", site.host(), "--", "sh", "-c", "echo no; exit 3");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out()).isEqualTo("no\n");
        assertThat(failed.err()).contains("exit code 3").hasLineCount(1);
    }

    @Test
    void ofALongOutputHeadAndTailArrive() {
        var ran = ctl(
                        "exec",
                        site.host(),
                        "--",
                        "sh",
                        "-c",
                        "echo first; head -c 40000000 /dev/zero | tr '\\0' x; echo last")
                .requireSuccess();
        assertThat(ran.out()).startsWith("first\nxxx").endsWith("xxxlast\n").contains("bytes of output are left out");
        assertThat(ran.out().length()).isBetween(16 << 20, (16 << 20) + 100);
        Await.until(this::noOutputIsOwed);
    }

    /** Returns whether all delivered output is set aside, which marks it as confirmed. */
    private boolean noOutputIsOwed() throws IOException {
        try (var outputs = Files.list(site.agent().home().resolve("output"))) {
            var kept = outputs.toList();
            return !kept.isEmpty() && kept.stream().allMatch(output -> Files.exists(output.resolve("retired")));
        }
    }

    @Test
    void theEleventhWaits() {
        Path go = directory.resolve("go");
        var jobs = new ArrayList<String>();
        for (int i = 0; i <= AT_ONCE; i++) {
            String script = "touch " + directory + "/begun-$$; until [ -e " + go + " ]; do sleep 0.1; done";
            jobs.add(site.client().submit(site.host(), "exec", "", Map.of("script", script)));
        }
        Await.until(() -> begun() == AT_ONCE);
        String last = jobs.get(AT_ONCE);
        Await.until(() -> site.client()
                .get("/api/v2/jobs/" + last)
                .at("/progress/message")
                .asText()
                .startsWith("waiting"));
        assertThat(begun()).isEqualTo(AT_ONCE);
        Await.until(() -> Files.exists(Files.exists(go) ? go : Files.createFile(go)));
        for (String job : jobs) {
            assertThat(site.client().result(job).path("errcode").asInt()).isZero();
        }
        assertThat(begun()).isEqualTo(AT_ONCE + 1);
    }

    private long begun() {
        String[] files = directory.toFile().list((where, name) -> name.startsWith("begun-"));
        return files == null ? 0 : files.length;
    }

    @Test
    void aScriptThatACrashHasCutOffIsEndedAndNotRunAgain() throws Exception {
        Path pid = directory.resolve("pid");
        String script = "echo $$ >>" + pid + "; trap '' PIPE; while :; do sleep 0.2; done";
        String job = site.client().submit(site.host(), "exec", "", Map.of("script", script));
        Await.until(() -> Files.exists(pid) && Files.size(pid) > 1);
        var process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        site.agent().kill();
        assertThat(process.isAlive()).isTrue();
        site.agent().run();

        var result = site.client().result(job);
        assertThat(result.path("errcode").asInt()).isEqualTo(305);
        assertThat(result.path("message").asText()).contains("its outcome is unknown; ended now: ");
        Await.until(() -> !process.isAlive());
        assertThat(pid).content().hasLineCount(1);
    }

    @Test
    void anAgentOfAScriptLivesItsWholeLife() throws Exception {
        Path files = directory.resolve("opt");
        String script = "mkdir -p $1 && printf '#!/bin/sh\\nexec sleep $1\\n' >$1/run && chmod +x $1/run";
        run(
                "script-install",
                Map.of(
                        "script",
                        script,
                        "args",
                        List.of(files.toString()),
                        "binaryPath",
                        "./run",
                        "workdir",
                        files.toString(),
                        "parameter",
                        List.of("7777"),
                        "configurationPath",
                        "a.conf"));
        assertThat(site.agent().agent("scripted").path("state").asText()).isEqualTo("stopped");
        run("start", Map.of());
        var process = site.agent().running("scripted");
        assertThat(process.info().commandLine().orElse("")).endsWith("sleep 7777");
        run("configure", Map.of("content", "a = b\n"));
        assertThat(files.resolve("a.conf")).hasContent("a = b\n");

        run("stop", Map.of("recover", true));
        assertThat(process.isAlive()).isFalse();
        site.agent().terminate();
        site.agent().run();
        site.agent().running("scripted");

        Path file = SamplePackage.daemon("scripted", "1.0.0").of(Format.TAR_GZ);
        var upgrade = site.client()
                .submit(
                        site.host(),
                        "upgrade",
                        "scripted",
                        Map.of("package", site.client().push(file)));
        assertThat(site.client().result(upgrade).path("message").asText()).contains("was installed by a script");

        run("script-uninstall", Map.of("script", "rm -r " + files));
        assertThat(files).doesNotExist();
        assertThat(site.agent().agent("scripted").isMissingNode()).isTrue();
        assertThat(site.agent().agentHome("scripted")).doesNotExist();
    }

    private void run(String action, Map<String, ?> parameters) {
        String job = site.client().submit(site.host(), action, "scripted", parameters);
        var result = site.client().result(job);
        assertThat(result.path("errcode").asInt()).as(result.toString()).isZero();
    }

    private static Command.Outcome ctl(String... arguments) {
        var words = new ArrayList<>(List.of(
                BuildOutput.booter().resolve("bin/booterctl").toString(),
                "--server",
                site.booter().url()));
        words.addAll(List.of(arguments));
        return Command.run(words);
    }
}
