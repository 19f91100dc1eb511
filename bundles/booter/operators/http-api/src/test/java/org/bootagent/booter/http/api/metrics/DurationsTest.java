package org.bootagent.booter.http.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void countsWhatIsNotLongerThanABound() {
        var durations = new Durations();
        durations.add(TimeUnit.MILLISECONDS.toNanos(1));
        durations.add(TimeUnit.MILLISECONDS.toNanos(1) + 1);
        durations.add(TimeUnit.SECONDS.toNanos(60));
        var out = new PrometheusText();
        durations.write(out, "d", "Help.");
        assertThat(out.toString().lines())
                .startsWith("# HELP d Help.", "# TYPE d histogram", "d_bucket{le=\"0.001\"} 1")
                .contains("d_bucket{le=\"0.0025\"} 2", "d_bucket{le=\"10.0\"} 2")
                .endsWith("d_bucket{le=\"+Inf\"} 3", "d_sum 60.002000001", "d_count 3");
    }
}
