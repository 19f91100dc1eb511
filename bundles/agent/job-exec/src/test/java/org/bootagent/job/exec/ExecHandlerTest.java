package org.bootagent.job.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.script.JobScripts;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.bootagent.testing.FakeOutputs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs real processes. */
@Timeout(300)
class ExecHandlerTest {
    @TempDir
    Path home;

    private final FakeHost host = new FakeHost();
    private final FakeOutputs outputs = new FakeOutputs();
    private final FakeContext context = FakeContext.first();
    private ExecHandler handler;

    @BeforeEach
    void open() {
        handler = new ExecHandler(new JobScripts(home, outputs, Duration.ofMillis(300)), host.supervisor());
    }

    private static Job job(String rest) {
        return FakeHost.job("{\"id\":\"1\",\"action\":\"exec\"," + rest + "}");
    }

    private JobException failure(String rest) {
        return catchThrowableOfType(JobException.class, () -> handler.handle(job(rest), context));
    }

    @Test
    void aScriptSucceedsWithItsLastLines() throws Exception {
        var job = job("\"script\":\"echo one; echo \\\"$1\\\"\",\"args\":[\"two words\"]");
        handler.handle(job, context);
        assertThat(context.messages()).last().isEqualTo("exit code 0\none\ntwo words");
        assertThat(outputs.of(job).text()).isEqualTo("one\ntwo words\n");
        assertThat(outputs.of(job).closed()).isTrue();
    }

    @Test
    void aCommandMayBeAStringOrWords() throws Exception {
        handler.handle(job("\"command\":\"printf '%s-' a 'b c'\""), context);
        assertThat(context.messages()).last().isEqualTo("exit code 0\na-b c-");
        handler.handle(job("\"command\":[\"printf\",\"%s+\"],\"args\":[\"x\",\"y\"]"), context);
        assertThat(context.messages()).last().isEqualTo("exit code 0\nx+y+");
    }

    @Test
    void anotherExitCodeFails() {
        var failure = failure("\"script\":\"echo no such thing >&2; exit 3\"");
        assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
        assertThat(failure).hasMessage("exit code 3\nno such thing");
    }

    @Test
    void runsAsAnAgent() throws Exception {
        Path release = Files.createDirectories(home.resolve("release"));
        var options =
                AgentOptions.builder().environment(Map.of("COLOUR", "blue")).build();
        host.supervisor()
                .define(new AgentSpec("a", "1", "r", release.toString(), List.of(), AgentOptions.NONE, options));
        handler.handle(job("\"name\":\"a\",\"script\":\"echo $COLOUR; pwd\""), context);
        assertThat(context.messages()).last().isEqualTo("exit code 0\nblue\n" + release);
        assertThat(failure("\"name\":\"b\",\"script\":\"true\"").code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void refusesWhatIsNoScript() {
        for (String wrong : List.of(
                "\"name\":\"\"",
                "\"script\":\" \"",
                "\"script\":\"true\",\"command\":\"true\"",
                "\"command\":[]",
                "\"command\":[1]",
                "\"command\":\"it's\"",
                "\"script\":\"true\",\"args\":[null]",
                "\"command\":\"true\",\"args\":[\"a\\u0000b\"]",
                "\"script\":\"" + "x".repeat(1 << 20) + "x\"")) {
            assertThat(failure(wrong).code())
                    .as(wrong.substring(0, Math.min(60, wrong.length())))
                    .isEqualTo(ErrorCode.BAD_FIELD);
        }
        assertThat(home.resolve("scripts")).doesNotExist();
    }

    @Test
    void aCancelledJobEndsAllOfItsScript() {
        var ran = job("\"script\":\"trap '' TERM; echo up; while :; do sleep 0.1; done\"");
        var failure = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(JobException.class, () -> handler.handle(ran, context)));
        await().atMost(Duration.ofMinutes(5)).until(() -> outputs.of(ran).text().contains("up"));
        context.cancel();
        assertThat(failure.join().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(failure.join()).hasMessageContaining("it was killed");
    }

    @Test
    void isNotRunTwice() {
        var job = job("\"script\":\"echo again\"");
        var failure = catchThrowableOfType(JobException.class, () -> handler.handle(job, FakeContext.afterCrash()));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(failure).hasMessageContaining("its outcome is unknown; nothing of it runs any more");
        assertThat(outputs.of(job).text()).isEmpty();
    }
}
