package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
    @Test
    void readsEachKind() {
        assertThat(of("bin/check 'a b'", null, null, null)).isEqualTo(check(HealthCheck.Kind.EXEC, "bin/check", "a b"));
        assertThat(of(null, "http://localhost:9100/x?y", null, null))
                .isEqualTo(check(HealthCheck.Kind.HTTP, "http://localhost:9100/x?y"));
        assertThat(of(null, null, "[::1]:22", null)).isEqualTo(check(HealthCheck.Kind.TCP, "[::1]:22"));
        assertThat(of(null, null, 22, null)).isEqualTo(check(HealthCheck.Kind.TCP, "127.0.0.1:22"));
        assertThat(of(null, null, null, "run/alive")).isEqualTo(check(HealthCheck.Kind.FILE, "run/alive"));
    }

    @Test
    void saysNothingToTakeAPackagesCheckAway() {
        assertThat(of(null, null, null, null)).isEqualTo(HealthCheck.NONE);
    }

    @Test
    void readsTimesInSecondsAndBoundsThem() {
        var check = times(60.0, 0.5, 0.0, 2.5, 1, "rollback").check();
        assertThat(check.period()).isEqualTo(Duration.ofMillis(500));
        assertThat(check.startPeriod()).isEqualTo(Duration.ZERO);
        assertThat(check.timeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(check.onUnhealthy()).isEqualTo(HealthCheck.Action.ROLLBACK);

        assertThatThrownBy(() -> times(0.5, null, null, null, null, null)).hasMessageContaining("maxAge");
        assertThatThrownBy(() -> times(null, 0.0, null, null, null, null)).hasMessageContaining("period");
        assertThatThrownBy(() -> times(null, null, -1.0, null, null, null)).hasMessageContaining("startPeriod");
        assertThatThrownBy(() -> times(null, null, null, 86_401.0, null, null)).hasMessageContaining("timeout");
        assertThatThrownBy(() -> times(null, null, null, 1e300, null, null)).hasMessageContaining("timeout");
        assertThatThrownBy(() -> times(null, null, null, null, 0, null)).hasMessageContaining("retries");
        assertThatThrownBy(() -> times(null, null, null, null, null, "panic")).hasMessageContaining("onUnhealthy");
    }

    @Test
    void triesOneThing() {
        assertThatThrownBy(() -> of("x", "http://a/", null, null)).hasMessageContaining("one of exec");
        assertThatThrownBy(() -> new HealthParameters(null, null, null, null, null, 5.0, null, null, null, null))
                .hasMessageContaining("one of exec");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://a/", "ftp://a/", "a", "", "http://", "http:///x", "http://a b/", "http://a:99999/"})
    void refusesWrongUrls(String url) {
        assertThatThrownBy(() -> of(null, url, null, null)).hasMessageContaining("health http '" + url + "'");
    }

    @Test
    void saysNoPassword() {
        for (String url : List.of("http://ann:s3cret@a/", "http://ann:s3cret@a b/", "ann:s3cret@a:1")) {
            assertThatThrownBy(() -> of(null, url, null, null))
                    .hasMessageContaining("***@a")
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
            assertThatThrownBy(() -> of(null, null, url, null))
                    .hasMessageContaining("***@a")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.999.1.1:80", "a", "a:", ":22", "a:0", "a:65536", "a b:22", "[x]:22", "a:22:33", ""})
    void refusesWrongAddresses(String address) {
        assertThatThrownBy(() -> of(null, null, address, null)).hasMessageContaining("health tcp '" + address + "'");
    }

    @Test
    void refusesEmptyCommandsAndPaths() {
        assertThatThrownBy(() -> of(" ", null, null, null)).hasMessageContaining("exec");
        assertThatThrownBy(() -> of(7, null, null, null)).hasMessageContaining("exec");
        assertThatThrownBy(() -> of(null, null, null, " ")).hasMessageContaining("file");
        assertThatThrownBy(() -> of(null, null, null, "a\0")).hasMessageContaining("NUL");
    }

    private static HealthCheck of(Object exec, String http, Object tcp, String file) {
        return new HealthParameters(exec, http, tcp, file, null, null, null, null, null, null).check();
    }

    private static HealthParameters times(
            Double maxAge, Double period, Double startPeriod, Double timeout, Integer retries, String onUnhealthy) {
        return new HealthParameters(null, null, null, "f", maxAge, period, startPeriod, timeout, retries, onUnhealthy);
    }

    private static HealthCheck check(HealthCheck.Kind kind, String... target) {
        return HealthCheck.of(kind, List.of(target));
    }
}
