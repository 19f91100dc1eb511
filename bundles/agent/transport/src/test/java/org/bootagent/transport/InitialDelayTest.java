package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InitialDelayTest {
    private static final Duration STEP = Duration.ofMinutes(10);

    private final InitialDelay wait = new InitialDelay(Duration.ofSeconds(30), new Random(7));

    @Test
    void hostsThatComeBackAreSpreadOverTheWholeTime() {
        var waits =
                Stream.generate(() -> wait.of(true, STEP).toMillis()).limit(500).toList();
        assertThat(waits).allMatch(millis -> millis >= 0 && millis <= 30_000);
        assertThat(waits.stream().filter(millis -> millis < 15_000).count()).isBetween(200L, 300L);
    }

    @Test
    void noLongerThanAStep() {
        assertThat(Stream.generate(() -> wait.of(true, Duration.ofSeconds(6))).limit(500))
                .allMatch(it -> it.compareTo(Duration.ofSeconds(6)) <= 0);
    }

    @Test
    void thoseForWhomSomebodyWaitsComeAtOnce() {
        for (int i = 0; i < 20; i++) {
            assertThat(wait.of(false, STEP)).isZero();
            assertThat(wait.of(true, Duration.ofSeconds(5))).isZero();
            assertThat(new InitialDelay(Duration.ZERO, new Random(7)).of(true, STEP))
                    .isZero();
        }
    }
}
