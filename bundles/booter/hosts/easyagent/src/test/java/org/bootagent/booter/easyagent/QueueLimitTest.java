package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueLimitTest {
    private static final long MIB = 1 << 20;

    /** Four full limits take at most a quarter of a heap, and the largest message fits into the smallest. */
    @Test
    void whatWaitsIsAPartOfTheHeap() {
        assertThat(QueueLimit.share(64 * MIB)).isEqualTo(16 * MIB);
        assertThat(QueueLimit.share(256 * MIB)).isEqualTo(16 * MIB);
        assertThat(QueueLimit.share(512 * MIB)).isEqualTo(32 * MIB);
        assertThat(QueueLimit.share(4096 * MIB)).isEqualTo(64 * MIB);
    }
}
