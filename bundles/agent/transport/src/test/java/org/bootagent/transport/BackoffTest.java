package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Always draws the longest possible wait. */
    private static final RandomGenerator LONGEST = new Random(1) {
        private static final long serialVersionUID = 1L;

        @Override
        public long nextLong(long origin, long bound) {
            return bound - 1;
        }
    };

    @Test
    void doublesFromFiveSecondsToFiveMinutes() {
        assertThat(waits(LONGEST, Duration.ofMinutes(10), 9))
                .extracting(Duration::toSeconds)
                .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void isBoundToAShortStep() {
        assertThat(waits(LONGEST, Duration.ofSeconds(2), 5))
                .extracting(Duration::toSeconds)
                .containsExactly(2L, 4L, 8L, 8L, 8L);
    }

    @Test
    void neverOverflowsHoweverLongTheServerIsGone() {
        assertThat(waits(LONGEST, Duration.ofDays(1), 100_000))
                .allMatch(wait -> wait.compareTo(Backoff.LONGEST) <= 0 && wait.compareTo(Backoff.SHORTEST) >= 0);
    }

    @Test
    void spreadsHostsOverTheWholeWait() {
        var waits = new ArrayList<Duration>();
        for (int host = 0; host < 1000; host++) {
            waits.add(new Backoff(new Random(host * 7919L)).next(Duration.ofMinutes(10)));
        }
        assertThat(waits.stream().filter(wait -> wait.toMillis() < 2500).count())
                .isBetween(400L, 600L);
    }

    @Test
    void beginsAnewAfterSuccess() {
        var backoff = new Backoff(LONGEST);
        backoff.next(Duration.ofMinutes(10));
        backoff.next(Duration.ofMinutes(10));

        backoff.reset();

        assertThat(backoff.next(Duration.ofMinutes(10))).isEqualTo(Duration.ofSeconds(5));
    }

    private static List<Duration> waits(RandomGenerator random, Duration step, int count) {
        var backoff = new Backoff(random);
        var waits = new ArrayList<Duration>();
        for (int i = 0; i < count; i++) {
            waits.add(backoff.next(step));
        }
        return waits;
    }
}
