package org.bootagent.booter.store.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetBounds;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;

/** A fleet on a real database in a directory, at a time of its own. */
final class TestFleet implements AutoCloseable {
    static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";

    final Time time;
    final AtomicInteger syncs = new AtomicInteger();
    /** Whether jobs wait is asked outside of them. */
    final AtomicInteger transactions = new AtomicInteger();

    final JdbcFleetStore store;
    final FleetServices fleet;

    TestFleet(Path home) {
        this(home, Welcome.PLAIN);
    }

    TestFleet(Path home, Welcome welcome) {
        this(home, welcome, new Time());
    }

    /** One whose database is compacted all the time. */
    static TestFleet compacted(Path home) {
        return new TestFleet(home, Welcome.PLAIN, new Time(), Duration.ofMillis(1), FleetBounds.USUAL);
    }

    static TestFleet bounded(Path home, FleetBounds bounds) {
        return new TestFleet(home, Welcome.PLAIN, new Time(), Compaction.PERIOD, bounds);
    }

    /** One that is started anew on what is there, and goes on at this time. */
    TestFleet(Path home, Time time) {
        this(home, Welcome.PLAIN, time);
    }

    private TestFleet(Path home, Welcome welcome, Time time) {
        this(home, welcome, time, Compaction.PERIOD, FleetBounds.USUAL);
    }

    private TestFleet(Path home, Welcome welcome, Time time, Duration compaction, FleetBounds bounds) {
        this.time = time;
        Database database = Database.open(Database.embedded(home), "booter", "", 4, compaction);
        store = new JdbcFleetStore(database, handle -> {
            syncs.incrementAndGet();
            database.sync().await(handle);
        });
        fleet = new FleetServices(counting(), welcome, time, bounds);
    }

    private FleetStore counting() {
        return new FleetStore() {
            @Override
            public <T> T inTransaction(Function<UnitOfWork, T> work) {
                transactions.incrementAndGet();
                return store.inTransaction(work);
            }

            @Override
            public Set<String> waiting(Collection<String> serialNumbers) {
                return store.waiting(serialNumbers);
            }
        };
    }

    /** Registers a host under {@link #SN}. */
    TestFleet withHost() {
        fleet.registry().register(new RegisterRequest("web1", SN));
        return this;
    }

    @Override
    public void close() {
        store.close();
    }

    static StatusReport report(StatusReport.Agent... agents) {
        return new Report().agents(agents).build();
    }

    static StatusReport.Agent agent(String name, String status, long uptime) {
        return new StatusReport.Agent(name, "1.2.3", status, uptime, null, 0, 0, null, null);
    }

    static StatusReport.Result result(String id, int errcode) {
        return new StatusReport.Result(id, errcode, "text of " + errcode, null, null);
    }

    /** A status report in the making. */
    static final class Report {
        private String agentsn = SN;
        private int step = 600;
        private List<StatusReport.Agent> agents = List.of();
        private List<StatusReport.Result> jobs = List.of();
        private List<StatusReport.Event> events = List.of();
        private List<String> actions = List.of("install", "stop");
        private List<StatusReport.Progress> progress = List.of();
        private String instance = "";

        Report from(String value) {
            agentsn = value;
            return this;
        }

        Report step(int value) {
            step = value;
            return this;
        }

        Report agents(StatusReport.Agent... values) {
            agents = List.of(values);
            return this;
        }

        Report results(StatusReport.Result... values) {
            jobs = List.of(values);
            return this;
        }

        Report events(StatusReport.Event... values) {
            events = List.of(values);
            return this;
        }

        Report actions(String... values) {
            actions = List.of(values);
            return this;
        }

        Report progress(StatusReport.Progress... values) {
            progress = List.of(values);
            return this;
        }

        Report instance(String value) {
            instance = value;
            return this;
        }

        StatusReport build() {
            return new StatusReport(
                    "web1",
                    agentsn,
                    "bootagent-1.2.4-x86_64",
                    1234,
                    1232,
                    step,
                    agents,
                    jobs,
                    events,
                    actions,
                    progress,
                    instance);
        }
    }

    /** A clock that moves when it is told. */
    static final class Time extends Clock {
        private Instant now = Instant.parse("2026-10-25T00:30:00.123Z");

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
