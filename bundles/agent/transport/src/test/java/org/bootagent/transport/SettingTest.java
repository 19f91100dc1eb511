package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void whatMakesNoSenseIsRefusedByItsName() {
        assertThat(Setting.seconds("a/b", 0, 0)).isZero();
        assertThat(Setting.seconds("a/b", 86_400, 1)).isEqualTo(Duration.ofDays(1));
        assertThat(Setting.kib("a/b", 1 << 20)).isEqualTo(1 << 30);

        refused(() -> Setting.seconds("a/b", -1, 0), "a/b is -1, must be 0 to 86400");
        refused(() -> Setting.seconds("a/b", 0, 1), "a/b is 0, must be 1 to 86400");
        refused(() -> Setting.seconds("a/b", 86_401, 1), "a/b is 86401, must be 1 to 86400");
        refused(() -> Setting.kib("a/b", 63), "a/b is 63, must be 64 to 1048576");
        refused(() -> Setting.kib("a/b", Integer.MAX_VALUE), "a/b is 2147483647, must be 64 to 1048576");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable set, String why) {
        assertThatThrownBy(set).isInstanceOf(IllegalArgumentException.class).hasMessage(why);
    }
}
