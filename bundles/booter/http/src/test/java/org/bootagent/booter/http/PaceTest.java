package org.bootagent.booter.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final int SECONDS = 30;

    private final Pace pace = new Pace(4096, SECONDS);

    /** @return number of checks that it passed, at most this many */
    private int looks(long sent, double bytesPerSecond, int most) {
        for (int i = 1; i <= most; i++) {
            if (!pace.isKept(sent + (long) (i * SECONDS * bytesPerSecond))) {
                return i - 1;
            }
        }
        return most;
    }

    @Test
    void aByteInHalfAMinuteIsTooSlow() {
        assertThat(looks(0, 1.0 / 29, 1000)).isEqualTo(1);
    }

    @Test
    void slowPeersAreWaitedForAsLongAsTheyTake() {
        assertThat(looks(0, 20_000, 10_000)).isEqualTo(10_000);
        assertThat(looks(10_000L * SECONDS * 20_000, 4096, 10_000)).isEqualTo(10_000);
    }

    @Test
    void whatTheKernelTellsInLargeStepsIsNoStandstill() {
        long sent = 4 << 20;
        for (int i = 0; i < 100; i++) {
            // 20 KB/s, and a third of four MiB at a time.
            assertThat(looks(sent, 0, 2)).isEqualTo(2);
            sent += (4 << 20) / 3;
        }
    }

    @Test
    void aGigabyteInAMomentIsNoCreditForDays() {
        assertThat(looks(1L << 30, 0, 10_000)).isLessThanOrEqualTo(8 * 1024 * 1024 / 4096 / SECONDS);
    }
}
