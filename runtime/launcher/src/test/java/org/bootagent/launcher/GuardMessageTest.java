package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuardMessageTest {
    @Test
    void eachStateOfAStartIsTold() {
        assertThat(GuardMessage.of("7:settled:base")).isEqualTo(new GuardMessage(7, "base", false, false, false));
        assertThat(GuardMessage.of("7:trial:r2")).isEqualTo(new GuardMessage(7, "r2", true, true, false));
        assertThat(GuardMessage.of("7:back:r1")).isEqualTo(new GuardMessage(7, "r1", false, true, false));
        assertThat(GuardMessage.of("7:requested:r1")).isEqualTo(new GuardMessage(7, "r1", false, false, true));
        assertThat(GuardMessage.of("7")).isEqualTo(GuardMessage.of(""));
    }
}
