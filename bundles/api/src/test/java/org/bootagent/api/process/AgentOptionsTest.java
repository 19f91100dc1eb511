package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentOptionsTest {
    private static final AgentOptions PACKAGED = options(List.of("bin/a"), Map.of("A", "1", "B", "2"));
    private static final AgentOptions REQUESTED = options(null, Map.of("B", "3"));

    @Test
    void aJobOutranksThePackageFieldByFieldAndVariableByVariable() {
        var effective = REQUESTED.orElse(PACKAGED);

        assertThat(effective.command()).containsExactly("bin/a");
        assertThat(effective.environment()).isEqualTo(Map.of("A", "1", "B", "3"));
    }

    @Test
    void aLaterJobReplacesTheEarlierEnvironmentWhole() {
        var earlier = options(List.of("x"), Map.of("A", "1"));

        assertThat(earlier.replacedBy(options(null, Map.of("B", "2"))))
                .isEqualTo(options(List.of("x"), Map.of("B", "2")));
        assertThat(earlier.replacedBy(AgentOptions.NONE)).isEqualTo(earlier);
    }

    @Test
    void refusesWhatNoProcessCanHave() {
        assertThatThrownBy(() -> options(List.of(), null)).hasMessageContaining("command");
        assertThatThrownBy(() -> options(List.of("a\0b"), null)).hasMessageContaining("NUL");
        assertThatThrownBy(() -> options(null, Map.of("A=B", "x"))).hasMessageContaining("environment variable");
        assertThatThrownBy(() -> options(null, Map.of("A", "x\0"))).hasMessageContaining("NUL");
        assertThatThrownBy(() -> AgentOptions.builder().user("a b").build()).hasMessageContaining("user");
        assertThatThrownBy(() ->
                        AgentOptions.builder().stopGrace(Duration.ofDays(1)).build())
                .hasMessageContaining("stopGrace");
    }

    private static AgentOptions options(List<String> command, Map<String, String> environment) {
        return AgentOptions.builder().command(command).environment(environment).build();
    }
}
