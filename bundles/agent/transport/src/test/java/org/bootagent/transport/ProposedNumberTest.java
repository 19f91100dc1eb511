package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bootagent.testing.MemoryHost;
import org.junit.jupiter.api.Test;

class ProposedNumberTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";

    private final MemoryHost host = new MemoryHost();

    @Test
    void staysTheSameAfterARestart() {
        var first = new ProposedNumber(host, "").current();
        assertThat(new ProposedNumber(host, "").current()).isEqualTo(first);
    }

    @Test
    void isAnotherOnceAServerHasRefusedIt() {
        var proposed = new ProposedNumber(host, "");
        var first = proposed.current();
        proposed.refused();
        assertThat(proposed.current()).isNotEqualTo(first);
        assertThat(new ProposedNumber(host, "").current()).isEqualTo(proposed.current());
    }

    @Test
    void isWhatTheSettingsSay() {
        var before = new ProposedNumber(host, "").current();
        var proposed = new ProposedNumber(host, " " + SN + " ");
        assertThat(proposed.current()).hasToString(SN).isNotEqualTo(before);
        proposed.refused();
        assertThat(proposed.current()).hasToString(SN);
        assertThat(proposed.differsFrom(SN)).isFalse();
        assertThat(proposed.differsFrom(before.toString())).isTrue();
        assertThat(new ProposedNumber(host, "").differsFrom(SN)).isFalse();
    }

    @Test
    void mustBeAUuid() {
        assertThatThrownBy(() -> new ProposedNumber(host, "web1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host/serialNumber")
                .hasMessageContaining("must be a UUID");
    }
}
