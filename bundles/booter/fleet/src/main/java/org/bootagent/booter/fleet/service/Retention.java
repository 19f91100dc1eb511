package org.bootagent.booter.fleet.service;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.concurrent.NamedThreads;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets old history, once a day and soon after the start. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.bootagent.booter.fleet.retention")
@Designate(ocd = Retention.Config.class)
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    @ObjectClassDefinition(name = "Booter: history")
    @interface Config {
        @AttributeDefinition(description = "Days that finished jobs and events are kept; 0: for ever")
        int days() default 90;
    }

    private final FleetStore store;
    private final Clock clock;
    private final Duration kept;
    private final ScheduledExecutorService daily;

    @Activate
    public Retention(Config config, @Reference FleetStore store) {
        this(store, Clock.systemUTC(), Duration.ofDays(config.days()));
        if (!kept.isZero()) {
            var unused =
                    daily.scheduleWithFixedDelay(this::pruneOrLog, 1, TimeUnit.DAYS.toMinutes(1), TimeUnit.MINUTES);
        }
    }

    Retention(FleetStore store, Clock clock, Duration kept) {
        if (kept.isNegative()) {
            throw new IllegalArgumentException(
                    "booter.fleet.retention/days is '" + kept.toDays() + "', must be 0 or more");
        }
        this.store = store;
        this.clock = clock;
        this.kept = kept;
        this.daily = NamedThreads.scheduler("booter-retention");
    }

    @Deactivate
    void stop() {
        // Not interrupted: it may be at the database, which would close its file then.
        daily.shutdown();
    }

    int prune() {
        return store.inTransaction(tx -> tx.prune(clock.instant().minus(kept)));
    }

    /** The root of a thread: what escaped would end the schedule for good. */
    private void pruneOrLog() {
        try {
            LOG.debug("{} rows of history are older than {} days and removed", prune(), kept.toDays());
        } catch (RuntimeException e) {
            LOG.warn("old history could not be removed; tried again tomorrow", e);
        }
    }
}
