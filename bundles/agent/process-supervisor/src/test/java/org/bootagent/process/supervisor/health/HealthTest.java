package org.bootagent.process.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bootagent.api.process.HealthState.HEALTHY;
import static org.bootagent.api.process.HealthState.STARTING;
import static org.bootagent.api.process.HealthState.UNHEALTHY;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Optional<String> WELL = Optional.empty();
    private static final Optional<String> ILL = Optional.of("refused");

    @Test
    void failuresWithinTheStartPeriodDoNotCount() {
        var health = Health.STARTING;
        for (int i = 0; i < 9; i++) {
            health = health.after(ILL, true, 1);
        }
        assertThat(health).isEqualTo(new Health(STARTING, 0, "refused"));
        assertThat(health.after(ILL, false, 1).state()).isEqualTo(UNHEALTHY);
    }

    @Test
    void aSuccessEndsTheStartPeriod() {
        var health = Health.STARTING.after(WELL, true, 2);
        assertThat(health.state()).isEqualTo(HEALTHY);
        assertThat(health.after(ILL, true, 2).after(ILL, true, 2).state()).isEqualTo(UNHEALTHY);
    }

    @Test
    void onlyFailuresInARowMakeUnhealthy() {
        var health = Health.STARTING.after(WELL, false, 3);
        for (int i = 0; i < 9; i++) {
            health = health.after(ILL, false, 3).after(ILL, false, 3);
            assertThat(health.state()).isEqualTo(HEALTHY);
            assertThat(health.reason()).isEqualTo("refused");
            health = health.after(WELL, false, 3);
        }
        health = health.after(ILL, false, 3).after(ILL, false, 3).after(ILL, false, 3);
        assertThat(health).isEqualTo(new Health(UNHEALTHY, 3, "refused"));
        assertThat(health.after(ILL, false, 3)).isEqualTo(health);
        assertThat(health.after(WELL, false, 3)).isEqualTo(new Health(HEALTHY, 0, ""));
    }
}
