package org.bootagent.booter.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FleetClockTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    private Instant machines = BEGIN;
    private Duration ran = Duration.ofDays(3);
    private Duration slept = Duration.ZERO;
    private final FleetClock clock = new FleetClock(new Machines(), () -> ran, () -> slept);

    private void pass(Duration time) {
        ran = ran.plus(time);
        machines = machines.plus(time);
    }

    private void set(Duration by) {
        machines = machines.plus(by);
    }

    private Duration between() {
        return Duration.between(clock.instant(), machines);
    }

    @Test
    void goesWithTheMachines() {
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(700));
            set(Duration.ofMillis(i % 2 == 0 ? 1 : -1));
            assertThat(clock.instant()).isEqualTo(machines);
        }
    }

    @Test
    void runsOnEvenlyUntilNotedTimesAreMoved() {
        for (Duration step : new Duration[] {Duration.ofHours(2), Duration.ofHours(-2), Duration.ofDays(400)}) {
            var before = clock.instant();
            set(step);
            assertThat(clock.instant()).isEqualTo(before);
            pass(Duration.ofSeconds(5));
            assertThat(clock.instant()).isEqualTo(before.plusSeconds(5));
            clock.follow((by, now) -> {
                assertThat(by).isEqualTo(step);
                assertThat(now).isEqualTo(before.plusSeconds(5));
            });
            assertThat(clock.instant()).isEqualTo(machines);
        }
    }

    @Test
    void movesNothingWhileNothingWasSet() {
        pass(Duration.ofMinutes(3));
        set(Duration.ofMillis(1900));
        clock.follow((by, now) -> {
            throw new AssertionError("moved by " + by);
        });
        assertThat(clock.instant()).isEqualTo(machines);
    }

    @Test
    void triesAgainWhatCouldNotBeMoved() {
        var before = clock.instant();
        set(Duration.ofHours(1));
        assertThatThrownBy(() -> clock.follow((by, now) -> {
                    throw new IllegalStateException("the database is away");
                }))
                .hasMessage("the database is away");
        assertThat(clock.instant()).isEqualTo(before);
        clock.follow((by, now) -> {});
        assertThat(clock.instant()).isEqualTo(machines);
    }

    @Test
    void neverGoesBack() {
        var before = clock.instant();
        set(Duration.ofMillis(-1500));
        assertThat(clock.instant()).isEqualTo(before);
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(machines);
    }

    @Test
    void hasSleptWithTheMachine() {
        clock.instant();
        slept = Duration.ofHours(3);
        set(Duration.ofHours(3));
        assertThat(clock.instant()).isEqualTo(machines);
        pass(Duration.ofSeconds(10));
        set(Duration.ofHours(1));
        assertThat(between()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @Test
    void machinesOwnClocksAreRead() {
        var system = FleetClock.system();
        var first = system.instant();
        assertThat(Duration.between(first, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(system.instant()).isAfterOrEqualTo(first);
    }

    private final class Machines extends Clock {
        @Override
        public Instant instant() {
            return machines;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
