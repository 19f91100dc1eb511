package org.bootagent.booterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bootagent.booterctl.ScriptedBooter.WEB1;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecTest {
    private static final String JOBS = "/api/v2/hosts/" + WEB1 + "/jobs";

    @TempDir
    private Path directory;

    private ScriptedBooter booter;

    @BeforeEach
    void start() throws Exception {
        booter = new ScriptedBooter();
        booter.reply("POST " + JOBS, 201, job("queued", null));
    }

    @AfterEach
    void stop() {
        booter.close();
    }

    private static String job(String status, Integer errcode) {
        return job(status, errcode, errcode == null ? null : errcode == 0 ? "exit code 0" : "exit code 3\\nlast");
    }

    private static String job(String status, Integer errcode, String message) {
        return "{\"id\":\"j1\",\"action\":\"exec\",\"name\":\"\",\"status\":\"" + status + "\""
                + (errcode == null ? "" : ",\"errcode\":" + errcode + ",\"message\":\"" + message + "\"") + "}";
    }

    private CommandOutcome ctl(String... arguments) {
        var all = new ArrayList<>(List.of("--server", booter.url()));
        all.addAll(List.of(arguments));
        return CommandOutcome.ctl(all.toArray(String[]::new));
    }

    @Test
    void printsWhatACommandWritesAsItComes() throws Exception {
        booter.part("j1", "one\n", 4, false);
        booter.part("j1", "", 4, false);
        booter.part("j1", "two", 7, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));
        var ran = ctl("exec", "web1", "--timeout", "70", "--agent", "a", "--", "ls", "-l", "--all");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).isEqualTo("one\ntwo");
        assertThat(ran.err()).isEmpty();
        assertThat(booter.only("POST").json().toString())
                .isEqualTo("{\"action\":\"exec\",\"name\":\"a\",\"parameters\":{\"timeout\":70,"
                        + "\"command\":[\"ls\",\"-l\",\"--all\"]}}");
        assertThat(booter.requests)
                .extracting(ScriptedBooter.Request::line)
                .contains("GET /api/v2/jobs/j1/output?offset=0&wait=60", "GET /api/v2/jobs/j1/output?offset=4&wait=60");
    }

    @Test
    void saysWhyAJobWaits() {
        booter.part("j1", "", 0, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));
        booter.reply("GET /api/v2/hosts/" + WEB1, 200, ScriptedBooter.host(WEB1, "web1"));
        assertThat(ctl("exec", "web1", "--", "true").err()).isEmpty();

        booter.again(
                "GET /api/v2/hosts/" + WEB1,
                ScriptedBooter.host(WEB1, "web1").replace("\"online\":true", "\"online\":false"));
        assertThat(ctl("exec", "web1", "--", "true").err())
                .isEqualTo("booterctl: web1 is offline, last seen 2026-01-31T12:00:00.123Z; the job waits for it\n");

        booter.again(
                "GET /api/v2/hosts/" + WEB1,
                ScriptedBooter.host(WEB1, "web1").replace("\"online\":true", "\"online\":true,\"duplicate\":true"));
        var ran = ctl("exec", "web1", "--", "true");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).startsWith("booterctl: two hosts use the serial number of web1");
    }

    @Test
    void aScriptThatFailsExitsWithOne() throws Exception {
        Path script = Files.writeString(directory.resolve("s.sh"), "exit 3");
        booter.part("j1", "last", 4, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("failed", 406));
        var ran = ctl("exec", "web1", "--script", script.toString(), "--arg", "x y");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("last");
        assertThat(ran.err()).isEqualTo("booterctl: job j1 failed: exit code 3\n");
        assertThat(booter.only("POST").json().at("/parameters/script").asText()).isEqualTo("exit 3");
        assertThat(booter.only("POST").json().at("/parameters/args/0").asText()).isEqualTo("x y");
    }

    @Test
    void whatStandsBehindTheDashesIsLiteral() throws Exception {
        Path list = Files.writeString(directory.resolve("list"), "of the operator");
        booter.part("j1", "", 0, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));
        String[] command = {
            "echo",
            "@" + list,
            "@@x",
            "--json",
            "--",
            "-h",
            "--arg=x",
            "'q'",
            "\"q\"",
            "",
            " ",
            "${sys:user.name}",
            "a,b"
        };
        var all = new ArrayList<>(List.of("exec", "web1", "--"));
        all.addAll(List.of(command));

        var ran = ctl(all.toArray(String[]::new));

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(booter.only("POST").json().at("/parameters/command"))
                .extracting(JsonNode::asText)
                .containsExactly(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--json", "--", "-h", "@/etc/hostname", "--script", "--no-such", "", "${sys:user.name}", "\"q\""
            })
    void anArgumentOfAScriptMayBeAnything(String argument) throws Exception {
        Path script = Files.writeString(directory.resolve("s.sh"), "exit 0");
        booter.part("j1", "", 0, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));

        var ran = ctl("exec", "web1", "--script", script.toString(), "--arg=" + argument, "--arg=last");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(booter.only("POST").json().at("/parameters/args"))
                .extracting(JsonNode::asText)
                .containsExactly(argument, "last");
    }

    @Test
    void whatIsPipedInIsRefusedAndNotDropped() throws Exception {
        Path file = Files.writeString(directory.resolve("in"), "one\ntwo\n");

        var ran = process("", file, "exec", "web1", "--", "sh");
        var piped = process("", null, "exec", "web1", "--", "sh");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("gets no standard input", "--script -", "/dev/null");
        assertThat(piped.exit()).isEqualTo(2);
        assertThat(booter.requests).isEmpty();
    }

    @Test
    void whatALoopReadsIsNotMeantForTheHost() throws Exception {
        booter.part("j1", "", 0, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));
        Path file = Files.writeString(directory.resolve("in"), "web1\nweb1\n");

        var ran = process("read -r host; ", file, "exec", "web1", "--", "sh");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void nothingPipedInIsNothingToRefuse() throws Exception {
        booter.part("j1", "", 0, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));

        for (String before : List.of("", "cat | ", "exec 0<&-; ")) {
            var ran = process(before, Path.of("/dev/null"), "exec", "web1", "--", "sh");
            assertThat(ran.exit()).as(before + ran.err()).isZero();
        }
    }

    @Test
    void aScriptIsReadFromStandardInput() throws Exception {
        booter.part("j1", "", 0, true);
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0));
        Path file = Files.writeString(directory.resolve("in"), "echo ä\n");

        var ran = process("cat | ", file, "exec", "web1", "--script", "-");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(booter.only("POST").json().at("/parameters/script").asText()).isEqualTo("echo ä\n");
        Files.write(file, new byte[] {'a', (byte) 0xff});
        assertThat(process("", file, "exec", "web1", "--script", "-").err()).contains("is not in UTF-8");
    }

    @Test
    void anArgumentThatIsMissingIsSaid() {
        assertThat(ctl("exec", "web1", "--script", "x", "--arg").err()).contains("Missing required parameter", "--arg");
    }

    /**
     * Runs the program in a process of its own.
     *
     * @param before shell commands that first read the redirected input
     * @param file null: something comes through a pipe
     */
    private CommandOutcome process(String before, Path file, String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var shell = new ArrayList<>(List.of("sh", "-c", before + "exec \"$0\" \"$@\""));
        shell.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--server",
                booter.url()));
        shell.addAll(List.of(arguments));
        var process = new ProcessBuilder(shell)
                .redirectInput(
                        file == null ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.from(file.toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (file == null) {
                process.outputWriter(StandardCharsets.UTF_8).append("one\n").flush();
            }
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return new CommandOutcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Covers a server that has died, or come back without its jobs. */
    @Test
    void saysHowToGoOnWithAJobThatIsLost() {
        booter.part("j1", "one\n", 4, false);
        booter.reply("GET /api/v2/jobs/j1/output", 404, "{\"detail\":\"there is no job j1\"}");
        var ran = ctl("exec", "web1", "--", "ls");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEqualTo("one\n");
        assertThat(ran.err())
                .startsWith("booterctl: there is no job j1; job j1 may go on: ")
                .contains("'booterctl output j1 --follow'", "'booterctl cancel j1'");
        assertThat(booter.requests)
                .extracting(ScriptedBooter.Request::line)
                .contains("GET /api/v2/jobs/j1/output?offset=4&wait=60");
    }

    @Test
    void saysHowToGoOnWithAJobWhoseServerHasDied() {
        booter.reply("GET /api/v2/jobs/j1", 500, "{\"detail\":\"the database is closed\"}");
        var ran = ctl("exec", "web1", "--json", "--timeout", "2", "--", "ls");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err())
                .contains("the database is closed; job j1 may go on: 'booterctl job j1 --wait' follows it");
    }

    @Test
    void saysWhatASuccessfulScriptHasLeftRunning() {
        booter.part("j1", "one\n", 4, true);
        booter.reply(
                "GET /api/v2/jobs/j1",
                200,
                job("done", 0, "exit code 0; it has left running: sleep 1000 (pid 4711)\\none"));
        var ran = ctl("exec", "web1", "--", "start-it");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).isEqualTo("one\n");
        assertThat(ran.err())
                .isEqualTo("booterctl: job j1 done: exit code 0; it has left running: sleep 1000 (pid 4711)\n");
    }

    @Test
    void refusesWhatSaysNothingToRunOrTwoThings() {
        for (String[] wrong : new String[][] {
            {"exec", "web1"},
            {"exec", "web1", "--script", "/no/such/file"},
            {"exec", "web1", "--script", "x", "--", "true"},
            {"exec", "web1", "--timeout", "0", "--", "true"},
            {"exec", "web1", "--timeout", "-5", "--", "true"}
        }) {
            assertThat(ctl(wrong).exit()).isEqualTo(2);
        }
        assertThat(booter.requests).noneMatch(request -> request.line().startsWith("POST"));
    }

    @Test
    void showsTheOutputOfAJob() {
        booter.part("j1", "one", 3, false);
        booter.part("j1", "", 3, false);
        booter.reply("GET /api/v2/jobs/j1", 200, job("sent", null));
        var ran = ctl("output", "j1");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).isEqualTo("one");
        assertThat(ctl("output", "j2").exit()).isEqualTo(2);
    }

    @Test
    void followsTheOutputOfAJobNoLongerThanIsSaid() {
        booter.part("j1", "one", 3, false);
        booter.part("j1", "", 3, false);
        booter.reply("GET /api/v2/jobs/j1", 200, job("sent", null));
        var ran = ctl("output", "j1", "--follow", "--timeout", "0");
        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.out()).isEqualTo("one");
    }
}
