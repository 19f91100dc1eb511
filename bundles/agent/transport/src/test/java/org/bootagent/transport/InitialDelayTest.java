package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bootagent.api.host.HostConfig;
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
    void aRestartThatWasAskedForIsShort() {
        assertThat(longest(Map.of(), 30)).hasSeconds(30);
        assertThat(longest(Map.of("requested", true), 30)).hasSeconds(2);
        assertThat(longest(Map.of("requested", true), 1)).hasSeconds(1);
        assertThat(longest(Map.of("requested", true, "awaited", true), 30)).isZero();
    }

    private static Duration longest(Map<String, Object> host, int spread) {
        var config = (HostConfig) Proxy.newProxyInstance(
                HostConfig.class.getClassLoader(),
                new Class<?>[] {HostConfig.class},
                (proxy, method, arguments) -> host.getOrDefault(method.getName(), method.getDefaultValue()));
        return InitialDelay.of(config, Duration.ofSeconds(spread), new Random(7))
                .longest();
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
