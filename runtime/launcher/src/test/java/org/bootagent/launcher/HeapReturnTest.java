package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapReturnTest {
    private static final long MIB = 1 << 20;

    @Test
    void collectsOnlyWhatIsWorthAPause() {
        assertThat(HeapReturn.isWorthIt(200 * MIB, 0)).isTrue();
        assertThat(HeapReturn.isWorthIt(200 * MIB, 190 * MIB)).isFalse();
        assertThat(HeapReturn.isWorthIt(200 * MIB, 100 * MIB)).isTrue();
        assertThat(HeapReturn.isWorthIt(20 * MIB, 0)).isFalse();
    }
}
