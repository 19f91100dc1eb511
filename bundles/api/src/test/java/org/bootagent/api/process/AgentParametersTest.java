package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AgentParametersTest {
    @Test
    void saysNothingWhenNothingIsSaid() {
        var parameters = new Given().parameters();
        assertThat(parameters.options()).isEqualTo(AgentOptions.NONE);
        assertThat(parameters.start()).isTrue();
    }

    @Test
    void readsTheCommandAsTextAndAsWords() {
        assertThat(command("bin/x --name 'a b'").options().command()).containsExactly("bin/x", "--name", "a b");
        assertThat(command(List.of("bin/x", "--name", "a b", 7)).options().command())
                .containsExactly("bin/x", "--name", "a b", "7");
    }

    @Test
    void refusesACommandOfAnotherKind() {
        assertThatThrownBy(() -> command(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("command");
        assertThatThrownBy(() -> command(List.of(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("command");
        assertThatThrownBy(() -> command("  "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("command");
    }

    @Test
    void readsLimitsInAnyCase() {
        var expected = new Limits(10, 20 << 20);
        assertThat(limits(Map.of("CPU", "10%", "memory", "20M")).options().limits())
                .isEqualTo(expected);
        assertThat(limits(Map.of("cpu", "10", "MEMORY", "20m")).options().limits())
                .isEqualTo(expected);
        assertThat(limits(Map.of()).options().limits()).isEqualTo(Limits.NONE);
    }

    @Test
    void takesNamesThatProgramsReadAndNoneThatAShellRuns() {
        var taken = Map.of("discovery.type", "single-node", "A-b", "", "_x1", "y");
        assertThat(with(it -> it.envs = taken).options().environment()).isEqualTo(taken);
        for (var name : List.of("BASH_FUNC_umask%%", "a b", "1x", "-x", "", "A\nB", "é", "x".repeat(257))) {
            assertThatThrownBy(() -> with(it -> it.envs = Map.of(name, "x")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("an environment variable cannot be named '");
        }
    }

    @Test
    void showsTheNameThatIsNoneAsItWasWritten() {
        assertThatThrownBy(() -> with(it -> it.envs = Map.of("ü", "1"))).hasMessageContaining("named 'ü': ");
        assertThatThrownBy(() -> with(it -> it.envs = Map.of("a\u001b[2J\u202eb", "1")))
                .hasMessageContaining("named 'a?[2J?b': ");
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertThatThrownBy(() -> limits(Map.of("CPU", "much"))).hasMessageContaining("limit CPU");
        assertThatThrownBy(() -> limits(Map.of("memory", "-1"))).hasMessageContaining("limit memory");
        assertThatThrownBy(() -> with(it -> it.restart = "always")).hasMessageContaining("restart");
        assertThatThrownBy(() -> with(it -> it.user = "a b")).hasMessageContaining("user");
        var envs = new HashMap<String, String>();
        envs.put("PATH", null);
        assertThatThrownBy(() -> with(it -> it.envs = envs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("envs");
    }

    @Test
    void readsHowToStop() {
        var options = with(it -> {
                    it.stopSignal = "INT";
                    it.stopGrace = 0.5;
                })
                .options();
        assertThat(options.stopSignal()).isEqualTo("INT");
        assertThat(options.stopGrace()).isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> with(it -> it.stopGrace = 3601.0)).hasMessageContaining("stopGrace");
        assertThatThrownBy(() -> with(it -> it.stopGrace = Double.NaN)).hasMessageContaining("stopGrace");
        assertThatThrownBy(() -> with(it -> it.stopSignal = "term")).hasMessageContaining("stopSignal");
    }

    @Test
    void readsWhatStartsFirst() {
        assertThat(with(it -> it.after = List.of("db")).options().after()).containsExactly("db");
        assertThatThrownBy(() -> with(it -> it.after = List.of("../db"))).hasMessageContaining("after");
        assertThatThrownBy(() -> with(it -> it.after = Collections.nCopies(65, "db")))
                .hasMessageContaining("after");
    }

    @Test
    void readsHooks() {
        var hooks = with(it -> it.hooks = new HookParameters("bin/prepare 'a b'", null, List.of("x", 1), null, 5.0))
                .options()
                .hooks();
        assertThat(hooks.preStart()).containsExactly("bin/prepare", "a b");
        assertThat(hooks.preStop()).containsExactly("x", "1");
        assertThat(hooks.postStart()).isNull();
        assertThat(hooks.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> new HookParameters(" ", null, null, null, null))
                .hasMessageContaining("preStart");
        assertThatThrownBy(() -> new HookParameters(null, null, null, 7, null)).hasMessageContaining("postStop");
        assertThatThrownBy(() -> new HookParameters("a", null, null, null, 0.0)).hasMessageContaining("timeout");
    }

    private static AgentParameters command(Object command) {
        return with(it -> it.command = command);
    }

    @Test
    void keepsPathsWithinTheReleaseOnly() {
        assertThat(with(it -> it.keep = List.of("var/lib", "*.db")).options().keep())
                .containsExactly("var/lib", "*.db");
        for (String wrong : List.of("/etc/passwd", "../x", "a/../../b", "", "a\0b")) {
            assertThatThrownBy(() -> with(it -> it.keep = List.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keep must be");
        }
    }

    private static AgentParameters limits(Map<String, String> limits) {
        return with(it -> it.limits = limits);
    }

    private static AgentParameters with(Consumer<Given> says) {
        var given = new Given();
        says.accept(given);
        return given.parameters();
    }

    /** Parameters as a test gives them. */
    private static final class Given {
        private Object command;
        private Map<String, String> envs;
        private Map<String, String> limits;
        private String restart;
        private String user;
        private String stopSignal;
        private Double stopGrace;
        private HealthParameters health;
        private List<String> after;
        private HookParameters hooks;
        private List<String> keep;

        private AgentParameters parameters() {
            return new AgentParameters(
                    command,
                    envs,
                    limits,
                    restart,
                    user,
                    null,
                    null,
                    stopSignal,
                    stopGrace,
                    health,
                    after,
                    hooks,
                    keep,
                    null);
        }
    }
}
