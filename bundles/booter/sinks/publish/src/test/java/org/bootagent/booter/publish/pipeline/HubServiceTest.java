package org.bootagent.booter.publish.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubServiceTest {
    @ParameterizedTest
    @CsvSource({
        "queue, 0, 1 to 1000000",
        "queue, 2000000000, 1 to 1000000",
        "batch, -1, 1 to 100000",
        "batchKiB, 0, 1 to 1048576",
        // In bytes, this is no int.
        "batchKiB, 2097153, 1 to 1048576",
        "lingerMillis, -1, 0 to 600000",
        "spoolMiB, 0, 1 to 16777216",
        "retryLongestSeconds, 0, 1 to 86400",
        "retryLongestSeconds, -5, 1 to 86400"
    })
    void refusesAFigureThatIsOutOfBounds(String key, int value, String allowed) {
        assertThatThrownBy(() -> limits(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish/" + key + " is '" + value + "', must be " + allowed);
    }

    @Test
    void takesTheSmallestAndTheLargest() {
        var smallest = limits(Map.of(
                "queue", 1, "batch", 1, "batchKiB", 1, "lingerMillis", 0, "spoolMiB", 1, "retryLongestSeconds", 1));
        assertThat(smallest.batchBytes()).isEqualTo(1024);
        assertThat(smallest.spoolBytes()).isEqualTo(1 << 20);
        assertThat(smallest.linger()).isZero();

        var largest = limits(Map.of("batchKiB", 1 << 20, "spoolMiB", 1 << 24, "retryLongestSeconds", 86_400));
        assertThat(largest.batchBytes()).isEqualTo(1 << 30);
        assertThat(largest.spoolBytes()).isEqualTo(1L << 44);
        assertThat(largest.retryLongest()).isEqualTo(Duration.ofDays(1));
    }

    private static Limits limits(Map<String, Object> settings) {
        return HubService.limits((HubService.Config) Proxy.newProxyInstance(
                HubService.Config.class.getClassLoader(),
                new Class<?>[] {HubService.Config.class},
                (proxy, method, args) -> settings.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
