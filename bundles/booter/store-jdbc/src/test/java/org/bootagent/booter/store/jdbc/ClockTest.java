package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetClock;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock is set while hosts are online and a job is on its way. */
class ClockTest {
    private static final String GONE = "44c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int STEP = 60;

    @TempDir
    Path home;

    private volatile Instant machines = Instant.parse("2026-03-01T10:00:00Z");
    private volatile Duration ran = Duration.ofDays(3);
    private TestFleet it;
    private FleetServices fleet;

    @BeforeEach
    void start() {
        it = new TestFleet(home);
        fleet = new FleetServices(
                it.store, Welcome.PLAIN, new FleetClock(new Machines(), () -> ran, () -> Duration.ZERO));
        report(GONE);
        pass(Duration.ofMinutes(30));
        report(SN);
    }

    @AfterEach
    void close() {
        fleet.core().close();
        it.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2H", "PT-2H", "P400D"})
    void timesFollowWithoutAHostGoneOrACommandLate(Duration step) {
        FleetJob job = fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{}");
        FleetJob sent = fleet.delivery().due(List.of(SN), false).get(0);
        Instant before = fleet.time().now();
        Instant gone = fleet.hosts().get(GONE).lastSeen();
        set(step);

        fleet.core().writeContactsWithin(Duration.ofMillis(20));
        await().until(() -> fleet.time().now().equals(machines));

        assertThat(fleet.hosts().get(SN).lastSeen()).isEqualTo(before.plus(step));
        assertThat(fleet.jobs().get(job.id()).sent()).isEqualTo(sent.sent().plus(step));
        assertThat(fleet.jobs().get(job.id()).created()).isEqualTo(job.created().plus(step));
        assertThat(fleet.hosts().list(HostFilter.ALL, Slice.FIRST).items())
                .filteredOn(host -> host.online(fleet.time().now()))
                .hasSize(1);
        assertThat(fleet.hosts().counts().online()).isEqualTo(1);
        // It was not heard of by the wrong clock only if that was set on.
        assertThat(fleet.hosts().get(GONE).lastSeen()).isEqualTo(step.isNegative() ? gone.plus(step) : gone);

        pass(Duration.ofSeconds(STEP));
        report(SN);
        assertThat(fleet.hosts().get(SN).lastSeen()).isEqualTo(machines);
        pass(Duration.ofSeconds(4 * STEP));
        assertThat(fleet.hosts().counts().online()).isZero();
    }

    @Test
    void aReportThatWasUnderWayWhenTheClockWasSetBackHidesNothing() {
        var underWay = fleet.reports().news(new Report().from(SN).step(STEP).build());
        set(Duration.ofHours(-2));
        fleet.core().writeContactsWithin(Duration.ofMillis(20));
        await().until(() -> fleet.time().now().equals(machines));
        fleet.reports().take(List.of(underWay));
        await().until(() -> !fleet.hosts().get(SN).lastSeen().isAfter(machines));
        pass(Duration.ofSeconds(STEP));
        report(SN);
        assertThat(fleet.hosts().get(SN).lastSeen()).isEqualTo(machines);
    }

    private void report(String agentsn) {
        fleet.reports().report(new Report().from(agentsn).step(STEP).build());
    }

    private void pass(Duration time) {
        ran = ran.plus(time);
        machines = machines.plus(time);
    }

    private void set(Duration by) {
        machines = machines.plus(by);
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
