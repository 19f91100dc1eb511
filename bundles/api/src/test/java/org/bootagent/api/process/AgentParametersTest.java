package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentParametersTest {
    @Test
    void saysNothingWhenNothingIsSaid() {
        var parameters = new AgentParameters(null, null, null, null, null, null, null);
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
    void namesTheFieldThatIsWrong() {
        assertThatThrownBy(() -> limits(Map.of("CPU", "much"))).hasMessageContaining("limit CPU");
        assertThatThrownBy(() -> limits(Map.of("memory", "-1"))).hasMessageContaining("limit memory");
        assertThatThrownBy(() -> new AgentParameters(null, null, null, "always", null, null, null))
                .hasMessageContaining("restart");
        assertThatThrownBy(() -> new AgentParameters(null, null, null, null, "a b", null, null))
                .hasMessageContaining("user");
        var envs = new HashMap<String, String>();
        envs.put("PATH", null);
        assertThatThrownBy(() -> new AgentParameters(null, envs, null, null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("envs");
    }

    private static AgentParameters command(Object command) {
        return new AgentParameters(command, null, null, null, null, null, null);
    }

    private static AgentParameters limits(Map<String, String> limits) {
        return new AgentParameters(null, null, limits, null, null, null, null);
    }
}
