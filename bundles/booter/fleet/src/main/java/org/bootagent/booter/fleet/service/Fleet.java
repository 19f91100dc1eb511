package org.bootagent.booter.fleet.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetClock;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.easyagent.EasyDesk;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.feed.JobListener;
import org.bootagent.booter.fleet.host.Bonds;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.NewHosts;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.intake.Admission;
import org.bootagent.booter.fleet.intake.Contacts;
import org.bootagent.booter.fleet.intake.Duplicates;
import org.bootagent.booter.fleet.intake.Intake;
import org.bootagent.booter.fleet.intake.JobListeners;
import org.bootagent.booter.fleet.intake.ReportBounds;
import org.bootagent.booter.fleet.intake.Troubles;
import org.bootagent.booter.fleet.intake.UnchangedReports;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobLanes;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fleet: what hosts tell, what operators ask. Registered as a service of this type. Thread-safe. */
@Component(service = Fleet.class, configurationPid = "org.bootagent.booter.fleet")
@Designate(ocd = Fleet.Config.class)
public final class Fleet {

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

    /** When a host was last heard of is in memory for so long at most before it is in the store. */
    public static final Duration CONTACT_LAG = Duration.ofSeconds(5);

    /** A report that came before the clock was set is taken in within this. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final FleetStore store;
    private final Clock clock;
    private final Admission admission;
    private final Intake intake;
    private final JobDesk jobs;
    private final EasyDesk easy;
    private final JobListeners listeners = new JobListeners();
    private final Duplicates duplicates = new Duplicates();
    private final Troubles troubles = new Troubles();
    private final Bonds bonds;
    private final ReportBounds reportBounds = new ReportBounds();
    private final UnchangedReports unchanged = new UnchangedReports();
    private final Contacts contacts;
    private ContactWriter writer;
    /** By how much the clock was set back just now; null: it was not. */
    private Duration setBack;

    private Instant underWayUntil;

    @Activate
    public Fleet(Config config, @Reference FleetStore store) {
        this(
                store,
                new Welcome(config.tags(), config.svrlist(), config.step()),
                FleetClock.system(),
                new FleetBounds(config.newHosts(), config.hosts(), config.openJobs()));
        writeContactsWithin(CONTACT_LAG);
    }

    public Fleet(FleetStore store, Welcome welcome, Clock clock) {
        this(store, welcome, clock, FleetBounds.USUAL);
    }

    public Fleet(FleetStore store, Welcome welcome, Clock clock, FleetBounds bounds) {
        this.store = store;
        this.clock = clock;
        duplicates.remember(store.inTransaction(work -> work.hosts().duplicates()), now());
        var newHosts = new NewHosts(bounds.newHosts(), bounds.hosts());
        this.admission = new Admission(store, welcome, UUID::randomUUID, newHosts);
        this.bonds = new Bonds(store);
        this.contacts = new Contacts(store);
        this.intake = new Intake(store, listeners, duplicates, contacts, unchanged, newHosts);
        this.easy = new EasyDesk(store, welcome, bonds, unchanged, newHosts);
        this.jobs = new JobDesk(store, listeners, duplicates, unchanged, bounds.openJobs());
        jobs.takeBackAbandoned(now());
    }

    /** Writes from now on, as often as this, when hosts were last heard of. */
    public void writeContactsWithin(Duration lag) {
        writer = new ContactWriter(this::keepTimes, lag);
    }

    /** Ends that, and writes what was heard until now. */
    @Deactivate
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }

    private void keepTimes() {
        followClock();
        writeContacts();
    }

    /** Follows the machine's clock, and has followed it when this returns. */
    private void followClock() {
        if (clock instanceof FleetClock own) {
            moveWhatIsAhead();
            own.follow(this::move);
        }
    }

    private void move(Duration by, Instant now) {
        Instant sooner = by.isNegative() ? now.plus(by) : now;
        store.inTransaction(tx -> {
            tx.hosts().moveTimes(by, sooner);
            tx.jobs().moveTimes(by, Instant.EPOCH);
            return null;
        });
        contacts.move(by);
        duplicates.move(by);
        setBack = by.isNegative() ? by : null;
        underWayUntil = now.plus(by).plus(UNDER_WAY);
    }

    /** Moves times that reports under way noted by the old clock, which would otherwise hide newer ones until the new clock reaches them. */
    private void moveWhatIsAhead() {
        if (setBack != null) {
            Instant now = now();
            store.inTransaction(tx -> {
                tx.hosts().moveTimesAfter(now, setBack);
                tx.jobs().moveTimes(setBack, now);
                return null;
            });
            contacts.moveAfter(now, setBack);
            setBack = now.isAfter(underWayUntil) ? null : setBack;
        }
    }

    private void writeContacts() {
        unchanged.forget(contacts.write());
    }

    /** As {@link #register(RegisterRequest, String)} from nowhere: it does not count where it comes from. */
    public RegisterReply register(RegisterRequest request) {
        return register(request, null);
    }

    /**
     * Takes a new host in. Its reply always has status 0 and a serial number that no other host has.
     *
     * @param from the address it comes from
     * @throws FleetException INVALID, LIMIT
     */
    public RegisterReply register(RegisterRequest request, String from) {
        return admission.register(request, from, now());
    }

    /**
     * Takes in a host that did not come yet and is offline until it does.
     *
     * @param agentsn null: any
     * @throws FleetException INVALID, CONFLICT (a host has this serial number), LIMIT
     */
    public Host announce(String hostname, String agentsn) {
        return admission.announce(hostname, agentsn, now());
    }

    /** As {@link #report(StatusReport, String)} from nowhere: it does not count where it comes from. */
    public StatusReply report(StatusReport report) {
        return report(report, null);
    }

    /**
     * Takes a report in whose host has shown no certificate, and answers with its unfinished jobs.
     *
     * @param from the address it comes from: a host that nobody knows is taken in
     * @throws FleetException INVALID, LIMIT, FORBIDDEN (the host is known by a certificate)
     */
    public StatusReply report(StatusReport report, String from) {
        requireUnbound(report == null ? null : report.agentsn());
        return intake.take(List.of(news(report, from, now()))).get(0);
    }

    /** @throws FleetException FORBIDDEN if the host is known by a certificate, which it shows wherever it comes to */
    public void requireUnbound(String agentsn) {
        Fields.serialNumber(agentsn).ifPresent(bonds::requireNone);
    }

    /** As {@link #report}, and the news of many hosts as one transaction. Durable when this returns. @return an answer to each */
    public List<StatusReply> take(List<HostNews> news) {
        return intake.take(news);
    }

    /** A report that arrives now, to be taken in with others. @throws FleetException INVALID */
    public HostNews news(StatusReport report) {
        return news(report, now());
    }

    /** A report that arrived at this time, to be taken in with others. @throws FleetException INVALID */
    public HostNews news(StatusReport report, Instant time) {
        return news(report, null, time);
    }

    private HostNews news(StatusReport report, String from, Instant time) {
        reportBounds.check(report, time);
        troubles.heard(report);
        return Intake.news(report, from, time);
    }

    /** Tells someone of jobs and hosts from now on. @return ends it */
    public Runnable listen(JobListener listener) {
        return listeners.add(listener);
    }

    /** Hands on what a host agent asks for, see {@link JobListener#callbacksRequested}. */
    public void callbacksRequested(CallbackRequest request) {
        listeners.callbacksRequested(request);
    }

    /**
     * Asks for a job. Durable when this returns.
     *
     * @param name of the agent, or null or empty for a job on the host itself
     * @param parameters one JSON object, or null for none
     * @throws FleetException INVALID, NOT_FOUND (no such host), LIMIT (it has too many jobs without a result)
     */
    public FleetJob enqueue(String agentsn, String action, String name, String parameters) {
        return jobs.enqueue(normal(agentsn), action, name, parameters, now());
    }

    /** Finds out whether such a job could be asked for, before anything is made for it. @throws FleetException INVALID */
    public void check(String action, String name, String parameters) {
        JobDesk.check(action, name, parameters, now());
    }

    /**
     * Asks many hosts for the same, as one transaction: a job of its own for each, or for none.
     *
     * @param hosts null: all there are, but for those that have too many jobs without a result
     * @throws FleetException INVALID, NOT_FOUND (a host), LIMIT (one that was named has too many jobs without a result)
     */
    public List<FleetJob> enqueueAll(Collection<String> hosts, String action, String name, String parameters) {
        var asked = hosts == null ? null : hosts.stream().map(Fleet::normal).toList();
        return jobs.enqueueAll(asked, action, name, parameters, now());
    }

    /**
     * The jobs of these hosts that somebody delivers now, counted as sent; of each host up to 100, in the order they were asked for.
     *
     * @param again also those that were sent before; else only those that never were
     */
    public List<FleetJob> due(Collection<String> hosts, boolean again) {
        return jobs.due(hosts.stream().map(Fleet::normal).toList(), again, now());
    }

    /** The jobs of these hosts that never went out and whose turn it is, counted as sent; in the order they were asked for. */
    public List<FleetJob> dueInTurn(Collection<String> hosts, JobLanes lanes) {
        return jobs.dueInTurn(hosts.stream().map(Fleet::normal).toList(), lanes, now());
    }

    /**
     * Queues a job again that its host has dropped instead of carrying it out.
     *
     * @param why a phrase
     * @return whether it was a job of this host that had been sent and has no result
     */
    public boolean dropped(String agentsn, long seq, String why) {
        return jobs.dropped(normal(agentsn), seq, why, now());
    }

    /** Ends the jobs that went out to these hosts and whose results will not come. @return those that it ended */
    public List<FleetJob> failSent(Collection<String> hosts, int errcode, String message) {
        return jobs.failSent(hosts.stream().map(Fleet::normal).toList(), errcode, message, now());
    }

    /** Ends jobs whose host will not. @return those that had no result yet */
    public List<FleetJob> fail(Collection<String> ids, int errcode, String message) {
        return jobs.fail(ids, errcode, message, now());
    }

    /**
     * Takes a job back if it was not sent yet; else tells its host to cancel it, with a job {@code cancel} of its own.
     *
     * @return the job as it is now: CANCELLED, or still SENT until the host has answered
     * @throws FleetException NOT_FOUND, CONFLICT (it is finished)
     */
    public FleetJob cancel(String jobId) {
        return jobs.cancel(jobId, now());
    }

    /**
     * Takes a job back if it was not sent yet; else leaves it as it is.
     *
     * @return the job as it is now
     * @throws FleetException NOT_FOUND
     */
    public FleetJob takeBack(String jobId) {
        return jobs.takeBack(jobId, now());
    }

    /**
     * Forgets a host with its agents, jobs and events. One that still reports comes back with its next report.
     *
     * @throws FleetException NOT_FOUND
     */
    public void removeHost(String agentsn) {
        if (!store.inTransaction(tx -> tx.hosts().remove(normal(agentsn)))) {
            throw JobDesk.noHost(agentsn);
        }
        unchanged.forget(List.of(normal(agentsn)));
        contacts.forget(normal(agentsn));
        duplicates.forget(normal(agentsn));
        troubles.forget(normal(agentsn));
        bonds.forget(normal(agentsn));
        listeners.removed(normal(agentsn));
    }

    /** A connection of this host was replaced by another one: until it is known whether that is a second host, neither gets jobs. */
    public void suspect(String agentsn) {
        duplicates.suspect(normal(agentsn), now());
    }

    /** Whether this host gets no jobs now, because two hosts use its serial number, or may do. */
    public boolean held(String agentsn) {
        return duplicates.held(normal(agentsn), now());
    }

    /** Whether two hosts use this serial number. */
    public boolean duplicate(String agentsn) {
        return duplicates.certain(normal(agentsn), now());
    }

    /** What the host has said is wrong with it, such as a full disk; empty if nothing. */
    public String trouble(String agentsn) {
        return troubles.of(normal(agentsn));
    }

    /** Serial numbers that two hosts use. */
    public int duplicates() {
        return duplicates.count(now());
    }

    /** @throws FleetException NOT_FOUND */
    public Host host(String agentsn) {
        return find(agentsn).orElseThrow(() -> JobDesk.noHost(agentsn));
    }

    public Optional<Host> find(String agentsn) {
        return read(tx -> tx.hosts().find(normal(agentsn))).map(contacts::latest);
    }

    /** @throws FleetException NOT_FOUND */
    public FleetJob job(String id) {
        return read(tx -> tx.jobs().find(id)).orElseThrow(() -> JobDesk.noJob(id));
    }

    /** @throws FleetException NOT_FOUND */
    public FleetJob job(long seq) {
        return read(tx -> tx.jobs().numbered(List.of(seq))).stream()
                .findFirst()
                .orElseThrow(() -> JobDesk.noJob("number " + seq));
    }

    /**
     * Notes that hosts are connected at {@link Host#lastSeen}, or that their connection ended then. Who is connected counts as online, whatever it says and does not
     * say, if that is confirmed every minute. May come late: what they said since holds.
     */
    public void online(Collection<Host> hosts, boolean online) {
        hosts.forEach(online ? contacts::connected : contacts::disconnected);
    }

    /** What EasyAgent's protocol adds. */
    public EasyDesk easy() {
        return easy;
    }

    public Page<Host> hosts(HostFilter filter, Slice slice) {
        Instant now = now();
        return readLatest(tx -> tx.hosts().list(filter, now, slice));
    }

    public Page<HostAgent> agents(AgentFilter filter, Slice slice) {
        return readLatest(tx -> tx.agents().list(filter, slice));
    }

    public Page<FleetJob> jobs(JobFilter filter, Slice slice) {
        return read(tx -> tx.jobs().list(filter, slice));
    }

    public Page<FleetEvent> events(EventFilter filter, Slice slice) {
        return read(tx -> tx.events().list(filter, slice));
    }

    public FleetCounts counts() {
        Instant now = now();
        return readLatest(tx -> FleetCounts.of(tx, now));
    }

    /** Now, by the clock that everything here goes by, in whole milliseconds; see {@link Host#online}. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private <T> T read(Function<UnitOfWork, T> query) {
        return store.inTransaction(query);
    }

    /** What depends on when hosts were last heard of. Better a little late than not at all. */
    private <T> T readLatest(Function<UnitOfWork, T> query) {
        try {
            writeContacts();
        } catch (RuntimeException e) {
            LOG.warn("Cannot write when hosts were last heard of before a read: what is read may be late", e);
        }
        return read(query);
    }

    private static String normal(String agentsn) {
        return agentsn == null ? "" : agentsn.toLowerCase(Locale.ROOT);
    }
}
