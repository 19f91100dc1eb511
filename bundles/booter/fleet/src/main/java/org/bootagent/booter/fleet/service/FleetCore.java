package org.bootagent.booter.fleet.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.bootagent.booter.fleet.FleetClock;
import org.bootagent.booter.fleet.easyagent.EasyDesk;
import org.bootagent.booter.fleet.host.Bonds;
import org.bootagent.booter.fleet.host.NewHosts;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.intake.Admission;
import org.bootagent.booter.fleet.intake.Contacts;
import org.bootagent.booter.fleet.intake.Duplicates;
import org.bootagent.booter.fleet.intake.EndedJobs;
import org.bootagent.booter.fleet.intake.Intake;
import org.bootagent.booter.fleet.intake.Subscribers;
import org.bootagent.booter.fleet.intake.Troubles;
import org.bootagent.booter.fleet.intake.UnchangedReports;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Store, clock and state in memory that the fleet's services share. Others use the services. Thread-safe. */
@Component(service = FleetCore.class, configurationPid = "org.bootagent.booter.fleet")
@Designate(ocd = FleetCore.Config.class)
public final class FleetCore {

    @ObjectClassDefinition(name = "Booter: what a registering host is told")
    @interface Config {
        @AttributeDefinition(description = "Labels, k=v,k=v")
        String tags() default "";

        @AttributeDefinition(description = "Servers, HOST[:PORT],HOST[:PORT]; empty: the host keeps its own")
        String svrlist() default "";

        @AttributeDefinition(description = "Seconds between two reports; 0: the host keeps its own")
        int step() default 0;

        @AttributeDefinition(description = "New hosts from one address in an hour; 0: as many as come")
        int newHosts() default FleetBounds.NEW_HOSTS;

        @AttributeDefinition(description = "Hosts in all; no more are taken in")
        int hosts() default FleetBounds.HOSTS;

        @AttributeDefinition(description = "Jobs of one host without a result; no more are asked for")
        int openJobs() default FleetBounds.OPEN_JOBS;
    }

    /** Longest time that a host's last contact is in memory only. */
    public static final Duration CONTACT_LAG = Duration.ofSeconds(5);

    /** Time within which a report is taken in that came before the clock was set. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(FleetCore.class);

    final FleetStore store;
    final FleetBounds bounds;
    final Admission admission;
    final Intake intake;
    final EasyDesk easy;
    final Subscribers subscribers = new Subscribers();
    final EndedJobs ended = new EndedJobs();
    final Duplicates duplicates = new Duplicates();
    final Troubles troubles = new Troubles();
    final Bonds bonds;
    final UnchangedReports unchanged = new UnchangedReports();
    final Contacts contacts;
    private final Clock clock;
    private ContactWriter writer;
    /** Time by which the clock was set back just now; null: it was not. */
    private Duration setBack;

    private Instant underWayUntil;

    @Activate
    public FleetCore(Config config, @Reference FleetStore store) {
        this(
                store,
                new Welcome(config.tags(), config.svrlist(), config.step()),
                FleetClock.system(),
                new FleetBounds(config.newHosts(), config.hosts(), config.openJobs()));
        writeContactsWithin(CONTACT_LAG);
    }

    public FleetCore(FleetStore store, Welcome welcome, Clock clock, FleetBounds bounds) {
        this.store = store;
        this.clock = clock;
        this.bounds = bounds;
        duplicates.remember(store.inTransaction(work -> work.hosts().duplicates()), now());
        var newHosts = new NewHosts(bounds.newHosts(), bounds.hosts());
        this.admission = new Admission(store, welcome, UUID::randomUUID, newHosts);
        this.bonds = new Bonds(store);
        this.contacts = new Contacts(store);
        this.intake = new Intake(store, subscribers, ended, duplicates, contacts, unchanged, newHosts);
        this.easy = new EasyDesk(store, welcome, bonds, unchanged, newHosts);
        ended.hook(easy);
        new JobService(this).takeBackAbandoned();
    }

    /** Writes hosts' last contacts from now on at this interval. */
    public void writeContactsWithin(Duration lag) {
        writer = new ContactWriter(this::keepTimes, lag);
    }

    /** Stops writing contacts at an interval, and writes those that are in memory. */
    @Deactivate
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }

    /** Returns the present time by the clock that everything here goes by, in whole milliseconds. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    <T> T read(Function<UnitOfWork, T> query) {
        return store.inTransaction(query);
    }

    /** Reads what depends on hosts' last contacts. If these cannot be written, it may read late ones. */
    <T> T readLatest(Function<UnitOfWork, T> query) {
        try {
            writeContacts();
        } catch (RuntimeException e) {
            LOG.warn("Cannot write when hosts were last heard of before a read: what is read may be late", e);
        }
        return read(query);
    }

    static String normal(String agentsn) {
        return agentsn == null ? "" : agentsn.toLowerCase(Locale.ROOT);
    }

    private void keepTimes() {
        followClock();
        writeContacts();
    }

    /** Follows the machine's clock, and has followed it when this returns. */
    private void followClock() {
        if (clock instanceof FleetClock own) {
            moveTimesAhead();
            own.follow(this::move);
        }
    }

    private void move(Duration by, Instant now) {
        Instant sooner = by.isNegative() ? now.plus(by) : now;
        store.inTransaction(work -> {
            work.hosts().moveTimes(by, sooner);
            work.jobs().moveTimes(by, Instant.EPOCH);
            return null;
        });
        contacts.move(by);
        duplicates.move(by);
        setBack = by.isNegative() ? by : null;
        underWayUntil = now.plus(by).plus(UNDER_WAY);
    }

    /** Moves times that reports under way noted by the old clock, which would otherwise hide newer ones until the new clock reaches them. */
    private void moveTimesAhead() {
        if (setBack != null) {
            Instant now = now();
            store.inTransaction(work -> {
                work.hosts().moveTimesAfter(now, setBack);
                work.jobs().moveTimes(setBack, now);
                return null;
            });
            contacts.moveAfter(now, setBack);
            setBack = now.isAfter(underWayUntil) ? null : setBack;
        }
    }

    private void writeContacts() {
        unchanged.forget(contacts.write());
    }
}
