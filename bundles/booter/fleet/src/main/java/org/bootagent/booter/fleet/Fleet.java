package org.bootagent.booter.fleet;

import java.time.Instant;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;

/** The fleet: what hosts tell, what operators ask. Registered as a service of this type. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class Fleet {
    /** Takes a new host in. Its reply always has status 0 and a serial number that no other host has. @throws FleetException INVALID */
    public RegisterReply register(RegisterRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Takes a host's report in and answers with its unfinished jobs. @throws FleetException INVALID */
    public StatusReply report(StatusReport report) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks for a job. Durable when this returns.
     *
     * @param name of the agent, or null or empty for a job on the host itself
     * @param parameters one JSON object, or null for none
     * @throws FleetException INVALID, NOT_FOUND (no such host)
     */
    public FleetJob enqueue(String agentsn, String action, String name, String parameters) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes a job back if it was not sent yet; else tells its host to cancel it, with a job {@code cancel} of its own.
     *
     * @return the job as it is now: CANCELLED, or still SENT until the host has answered
     * @throws FleetException NOT_FOUND, CONFLICT (it is finished)
     */
    public FleetJob cancel(String jobId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Forgets a host with its agents, jobs and events. One that still reports comes back with its next report.
     *
     * @throws FleetException NOT_FOUND
     */
    public void removeHost(String agentsn) {
        throw new UnsupportedOperationException();
    }

    /** @throws FleetException NOT_FOUND */
    public Host host(String agentsn) {
        throw new UnsupportedOperationException();
    }

    /** @throws FleetException NOT_FOUND */
    public FleetJob job(String id) {
        throw new UnsupportedOperationException();
    }

    public Page<Host> hosts(Filter.Hosts filter, Slice slice) {
        throw new UnsupportedOperationException();
    }

    public Page<HostAgent> agents(Filter.Agents filter, Slice slice) {
        throw new UnsupportedOperationException();
    }

    public Page<FleetJob> jobs(Filter.Jobs filter, Slice slice) {
        throw new UnsupportedOperationException();
    }

    public Page<FleetEvent> events(Filter.Events filter, Slice slice) {
        throw new UnsupportedOperationException();
    }

    public FleetCounts counts() {
        throw new UnsupportedOperationException();
    }

    /** Now, by the clock that everything here goes by; see {@link Host#online}. */
    public Instant now() {
        throw new UnsupportedOperationException();
    }
}
