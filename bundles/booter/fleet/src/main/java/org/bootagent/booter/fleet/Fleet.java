package org.bootagent.booter.fleet;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

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
    }

    private final FleetStore store;
    private final Clock clock;
    private final Admission admission;
    private final Intake intake;
    private final JobDesk jobs;

    @Activate
    public Fleet(Config config, @Reference FleetStore store) {
        this(store, new Welcome(config.tags(), config.svrlist(), config.step()), Clock.systemUTC());
    }

    public Fleet(FleetStore store, Welcome welcome, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.admission = new Admission(store, welcome, UUID::randomUUID);
        this.intake = new Intake(store);
        this.jobs = new JobDesk(store);
    }

    /** Takes a new host in. Its reply always has status 0 and a serial number that no other host has. @throws FleetException INVALID */
    public RegisterReply register(RegisterRequest request) {
        return admission.register(request, now());
    }

    /** Takes a host's report in and answers with its unfinished jobs. @throws FleetException INVALID */
    public StatusReply report(StatusReport report) {
        return intake.report(report, now());
    }

    /**
     * Asks for a job. Durable when this returns.
     *
     * @param name of the agent, or null or empty for a job on the host itself
     * @param parameters one JSON object, or null for none
     * @throws FleetException INVALID, NOT_FOUND (no such host)
     */
    public FleetJob enqueue(String agentsn, String action, String name, String parameters) {
        return jobs.enqueue(normal(agentsn), action, name, parameters, now());
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
     * Forgets a host with its agents, jobs and events. One that still reports comes back with its next report.
     *
     * @throws FleetException NOT_FOUND
     */
    public void removeHost(String agentsn) {
        if (!store.inTransaction(tx -> tx.removeHost(normal(agentsn)))) {
            throw JobDesk.noHost(agentsn);
        }
    }

    /** @throws FleetException NOT_FOUND */
    public Host host(String agentsn) {
        return read(tx -> tx.host(normal(agentsn))).orElseThrow(() -> JobDesk.noHost(agentsn));
    }

    /** @throws FleetException NOT_FOUND */
    public FleetJob job(String id) {
        return read(tx -> tx.job(id)).orElseThrow(() -> JobDesk.noJob(id));
    }

    public Page<Host> hosts(Filter.Hosts filter, Slice slice) {
        return read(tx -> tx.hosts(filter, now(), slice));
    }

    public Page<HostAgent> agents(Filter.Agents filter, Slice slice) {
        return read(tx -> tx.agents(filter, slice));
    }

    public Page<FleetJob> jobs(Filter.Jobs filter, Slice slice) {
        return read(tx -> tx.jobs(filter, slice));
    }

    public Page<FleetEvent> events(Filter.Events filter, Slice slice) {
        return read(tx -> tx.events(filter, slice));
    }

    public FleetCounts counts() {
        return read(tx -> tx.counts(now()));
    }

    /** Now, by the clock that everything here goes by, in whole milliseconds; see {@link Host#online}. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private <T> T read(Function<FleetStore.Transaction, T> query) {
        return store.inTransaction(query);
    }

    private static String normal(String agentsn) {
        return agentsn == null ? "" : agentsn.toLowerCase(Locale.ROOT);
    }
}
