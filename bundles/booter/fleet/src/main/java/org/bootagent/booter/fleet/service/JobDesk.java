package org.bootagent.booter.fleet.service;

import static org.bootagent.booter.fleet.FleetException.Kind.CONFLICT;
import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;
import static org.bootagent.booter.fleet.FleetException.Kind.LIMIT;
import static org.bootagent.booter.fleet.FleetException.Kind.NOT_FOUND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.easyagent.Uninstalled;
import org.bootagent.booter.fleet.intake.Duplicates;
import org.bootagent.booter.fleet.intake.JobListeners;
import org.bootagent.booter.fleet.intake.ReportedJobs;
import org.bootagent.booter.fleet.intake.UnchangedReports;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobLanes;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.job.JobTurns;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where operators ask for jobs and take them back. */
public final class JobDesk {
    private static final Logger LOG = LoggerFactory.getLogger(JobDesk.class);
    private static final String CANCEL = "cancel";
    private static final String NOT_SENT = "taken back before it was sent";

    /** Of each host: behind jobs that wait for a busy agent there may be some that need not. */
    private static final int MAX_LOOKED_THROUGH = 1000;

    /** What the wire keeps beside the parameters, in the same object. */
    private static final List<String> RESERVED = List.of("id", "action", "name");

    private final FleetStore store;
    private final JobListeners listeners;
    private final Duplicates duplicates;
    private final UnchangedReports unchanged;
    private final int openJobs;

    JobDesk(FleetStore store, JobListeners listeners, Duplicates duplicates, UnchangedReports unchanged, int openJobs) {
        this.openJobs = openJobs;
        this.unchanged = unchanged;
        this.store = store;
        this.listeners = listeners;
        this.duplicates = duplicates;
    }

    static void check(String action, String name, String parameters, Instant now) {
        var unused = queued("", action, name, object(parameters), now);
    }

    FleetJob enqueue(String agentsn, String action, String name, String parameters, Instant now) {
        FleetJob job = outgoing(queued(agentsn, action, name, object(parameters), now));
        FleetJob added = store.inTransaction(tx -> {
            if (tx.hosts().find(agentsn).isEmpty()) {
                throw noHost(agentsn);
            }
            requireRoom(tx.jobs().hostsWithOpen(agentsn, openJobs));
            return tx.jobs().add(List.of(job)).get(0);
        });
        listeners.enqueued(List.of(added));
        return added;
    }

    /** @param hosts null: all there are */
    List<FleetJob> enqueueAll(Collection<String> hosts, String action, String name, String parameters, Instant now) {
        FleetJob pattern = queued("", action, name, object(parameters), now);
        var left = new AtomicInteger();
        List<FleetJob> added = store.inTransaction(tx -> {
            var known = tx.hosts().serialNumbers();
            var asked = new LinkedHashSet<>(hosts == null ? known : hosts);
            asked.stream().filter(host -> !known.contains(host)).findFirst().ifPresent(host -> {
                throw noHost(host);
            });
            var full = tx.jobs().hostsWithOpen(null, openJobs);
            full.retainAll(asked);
            if (hosts != null) {
                requireRoom(full);
            }
            asked.removeAll(full);
            left.set(full.size());
            return tx.jobs()
                    .add(asked.stream().map(host -> outgoing(pattern.of(host))).toList());
        });
        if (left.get() > 0) {
            LOG.warn("Leaving out {} of all hosts, which have {} jobs without a result or more", left.get(), openJobs);
        }
        listeners.enqueued(added);
        return added;
    }

    private void requireRoom(Collection<String> full) {
        full.stream().findFirst().ifPresent(host -> {
            throw new FleetException(
                    LIMIT,
                    "host " + host + " has " + openJobs
                            + " jobs or more that have no result; cancel some, or raise booter.fleet/openJobs");
        });
    }

    FleetJob cancel(String id, Instant now) {
        var asked = new ArrayList<FleetJob>();
        FleetJob job = store.inTransaction(tx -> {
            asked.clear();
            FleetJob found = tx.jobs().findLocked(id).orElseThrow(() -> noJob(id));
            return switch (found.status()) {
                case QUEUED -> takeBack(tx, found, NOT_SENT, now);
                case SENT -> askHost(tx, found, now, asked);
                case DONE, FAILED, CANCELLED ->
                    throw new FleetException(CONFLICT, "job " + id + " is over already: " + found.status());
            };
        });
        listeners.enqueued(asked);
        if (job.status().finished()) {
            tellTakenBack(job);
        }
        return job;
    }

    FleetJob takeBack(String id, Instant now) {
        FleetJob job = store.inTransaction(tx -> {
            FleetJob found = tx.jobs().findLocked(id).orElseThrow(() -> noJob(id));
            return found.status() == JobStatus.QUEUED ? takeBack(tx, found, NOT_SENT, now) : found;
        });
        if (job.status() == JobStatus.CANCELLED) {
            tellTakenBack(job);
        }
        return job;
    }

    /** Takes back the queued jobs whose callers waited when Booter ended. They had no answer, so they ask again. */
    void takeBackAbandoned(Instant now) {
        int count = store.inTransaction(tx -> {
            var abandoned = abandoned(tx);
            abandoned.forEach(job -> takeBack(
                    tx, job, "Booter was restarted before it was sent, and its caller has had no answer", now));
            return abandoned.size();
        });
        if (count > 0) {
            LOG.info(
                    "Took back {} jobs that were not sent before Booter was restarted: their callers had no answer",
                    count);
        }
    }

    private static List<FleetJob> abandoned(UnitOfWork tx) {
        var queued = new JobFilter(null, null, null, Set.of(JobStatus.QUEUED));
        var abandoned = new ArrayList<FleetJob>();
        var completing = new ArrayList<FleetJob>();
        long total = 1;
        for (int read = 0; read < total; read += Slice.MAX_LIMIT) {
            var page = tx.jobs().list(queued, new Slice(Slice.MAX_LIMIT, read));
            page.items().stream().filter(FleetJob::callerWaits).forEach(abandoned::add);
            page.items().stream().filter(job -> !job.completes().isEmpty()).forEach(completing::add);
            total = page.total();
        }
        var ids = abandoned.stream().map(FleetJob::id).collect(Collectors.toSet());
        completing.stream().filter(job -> ids.contains(job.completes())).forEach(abandoned::add);
        return abandoned;
    }

    private void tellTakenBack(FleetJob job) {
        unchanged.forget(List.of(job.agentsn()));
        listeners.finished(List.of(job));
    }

    /** Queues a job again that its host has dropped; one that is to be cancelled ends. @return whether it was that host's and without a result */
    boolean dropped(String agentsn, long seq, String why, Instant now) {
        var job = store.inTransaction(tx -> {
            tx.hosts().lock(List.of(agentsn));
            var found = tx.jobs().numbered(List.of(seq)).stream()
                    .filter(one -> one.agentsn().equals(agentsn) && one.status() == JobStatus.SENT)
                    .map(one -> isCancelled(tx, one)
                            ? one.ended(JobStatus.CANCELLED, ErrorCode.CANCELLED.number(), why, now)
                            : one.queuedAgain(why))
                    .findFirst();
            found.ifPresent(one -> {
                tx.jobs().update(List.of(one));
                if (one.status().finished()) {
                    Uninstalled.note(tx, List.of(one));
                }
            });
            return found;
        });
        job.ifPresent(one -> {
            if (one.status().finished()) {
                tellTakenBack(one);
            } else {
                listeners.enqueued(List.of(one));
            }
        });
        return job.isPresent();
    }

    /** The jobs of these hosts that go out now, some of each: those that never did, or all that have no result. */
    List<FleetJob> due(Collection<String> hosts, boolean again, Instant now) {
        return due(
                (tx, some) -> again
                        ? tx.jobs().unfinished(some, ReportedJobs.MAX_JOBS)
                        : tx.jobs().queued(some, ReportedJobs.MAX_JOBS),
                hosts,
                now);
    }

    /** Of the jobs of these hosts that never went out, those whose turn it is. */
    List<FleetJob> dueInTurn(Collection<String> hosts, JobLanes lanes, Instant now) {
        return due(
                (tx, some) -> JobTurns.of(
                        tx.jobs().unfinished(some, MAX_LOOKED_THROUGH),
                        tx.jobs().queued(some, MAX_LOOKED_THROUGH),
                        lanes,
                        ReportedJobs.MAX_JOBS),
                hosts,
                now);
    }

    private List<FleetJob> due(
            BiFunction<UnitOfWork, Collection<String>, List<FleetJob>> find, Collection<String> hosts, Instant now) {
        if (hosts.isEmpty()) {
            return List.of();
        }
        return store.inTransaction(tx -> {
            var waitedFor = going(find.apply(tx, hosts), now).stream()
                    .map(FleetJob::agentsn)
                    .distinct()
                    .toList();
            if (waitedFor.isEmpty()) {
                return List.of();
            }
            // Once more, as nobody changes them any more: one may just have been taken back.
            tx.hosts().lock(waitedFor);
            var due = going(find.apply(tx, waitedFor), now).stream()
                    .map(job -> job.sentAgain(now))
                    .toList();
            tx.jobs().update(due);
            return due;
        });
    }

    private List<FleetJob> going(List<FleetJob> jobs, Instant now) {
        return jobs.stream().filter(job -> !duplicates.held(job.agentsn(), now)).toList();
    }

    /** Ends jobs that went out to these hosts and have no result, which will not come. @return they */
    List<FleetJob> failSent(Collection<String> hosts, int errcode, String message, Instant now) {
        if (hosts.isEmpty()) {
            return List.of();
        }
        var sent = store.inTransaction(tx -> tx.jobs().unfinished(hosts, MAX_LOOKED_THROUGH)).stream()
                .filter(job -> job.status() == JobStatus.SENT)
                .map(FleetJob::id)
                .toList();
        return sent.isEmpty() ? List.of() : fail(sent, errcode, message, now);
    }

    /** Ends jobs whose host will not. @return those that had no result yet */
    List<FleetJob> fail(Collection<String> ids, int errcode, String message, Instant now) {
        List<FleetJob> failed = store.inTransaction(tx -> {
            tx.hosts().lock(tx.jobs().find(ids).stream().map(FleetJob::agentsn).toList());
            var ended = tx.jobs().find(ids).stream()
                    .filter(job -> !job.status().finished())
                    .map(job -> job.ended(JobStatus.FAILED, errcode, message, now))
                    .toList();
            if (!ended.isEmpty()) {
                tx.jobs().update(ended);
                Uninstalled.note(tx, ended);
            }
            return ended;
        });
        unchanged.forget(failed.stream().map(FleetJob::agentsn).toList());
        listeners.finished(failed);
        return failed;
    }

    public static FleetException noHost(String agentsn) {
        return new FleetException(NOT_FOUND, "no host has the serial number " + agentsn);
    }

    static FleetException noJob(String id) {
        return new FleetException(NOT_FOUND, "there is no job " + id);
    }

    private static FleetJob takeBack(UnitOfWork tx, FleetJob job, String why, Instant now) {
        FleetJob cancelled = job.ended(JobStatus.CANCELLED, null, why, now);
        tx.jobs().update(List.of(cancelled));
        Uninstalled.note(tx, List.of(cancelled));
        return cancelled;
    }

    private FleetJob askHost(UnitOfWork tx, FleetJob job, Instant now, List<FleetJob> added) {
        if (!isCancelled(tx, job)) {
            added.addAll(tx.jobs().add(List.of(outgoing(queued(job.agentsn(), CANCEL, "", target(job), now)))));
        }
        return job;
    }

    /** Whether its host was told to cancel it and has not answered. */
    private static boolean isCancelled(UnitOfWork tx, FleetJob job) {
        String target = target(job).toString();
        return tx.jobs().unfinished(job.agentsn(), Integer.MAX_VALUE).stream()
                .anyMatch(other ->
                        other.action().equals(CANCEL) && other.parameters().equals(target));
    }

    private static ObjectNode target(FleetJob job) {
        return Json.MAPPER.createObjectNode().put("job", job.id());
    }

    /** A job whose host is reached goes out as soon as it is stored. */
    private FleetJob outgoing(FleetJob job) {
        boolean goes = listeners.reach(job.agentsn()) && !duplicates.held(job.agentsn(), job.created());
        return goes ? job.sentAgain(job.created()) : job;
    }

    private static FleetJob queued(String agentsn, String action, String name, ObjectNode parameters, Instant now) {
        ObjectNode message = parameters.deepCopy();
        message.put("id", FleetJob.newId(now)).put("action", action).put("name", name);
        try {
            Job job = JobMessage.read(message);
            return FleetJob.queued(
                    job.id(),
                    agentsn,
                    job.action(),
                    job.name(),
                    job.parameters().json(),
                    now);
        } catch (IllegalArgumentException e) {
            throw new FleetException(INVALID, e.getMessage(), e);
        }
    }

    private static ObjectNode object(String parameters) {
        if (parameters == null || parameters.isBlank()) {
            return Json.MAPPER.createObjectNode();
        }
        if (parameters.length() > FleetJob.MAX_PARAMETERS) {
            throw new FleetException(
                    INVALID,
                    "parameters have " + parameters.length() + " characters, most is " + FleetJob.MAX_PARAMETERS);
        }
        JsonNode tree = parse(parameters);
        if (!(tree instanceof ObjectNode object)) {
            throw new FleetException(INVALID, "parameters must be a JSON object");
        }
        RESERVED.stream().filter(object::has).findFirst().ifPresent(field -> {
            throw new FleetException(INVALID, "'" + field + "' is a field of the job itself, not a parameter");
        });
        return object;
    }

    private static JsonNode parse(String parameters) {
        try {
            return Json.MAPPER.readTree(parameters);
        } catch (JsonProcessingException e) {
            throw new FleetException(INVALID, "parameters are not JSON: " + Json.fault(e), e);
        }
    }
}
