package org.bootagent.booter.store.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bootagent.booter.fleet.Filter;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobStatus;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.jdbi.v3.core.Handle;

/** The tables {@code job} and {@code job_parameters}. */
final class JobTable {
    private static final String COLUMNS = "j.id, agentsn, action, name, parameters, status, errcode, message, created,"
            + " sent, finished, attempts, progress, progress_message, seq";
    private static final String FROM = "job j JOIN job_parameters p ON p.id = j.id";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM " + FROM;

    private final Handle handle;

    JobTable(Handle handle) {
        this.handle = handle;
    }

    FleetJob add(FleetJob job) {
        handle.createUpdate("INSERT INTO job (id, agentsn, action, name, status, errcode, message, created, sent,"
                        + " finished, attempts, progress, progress_message) VALUES (:id, :agentsn, :action, :name,"
                        + " :status, :errcode, :message, :created, :sent, :finished, :attempts, :progress,"
                        + " :progressMessage)")
                .bindMethods(job)
                .execute();
        handle.createUpdate("INSERT INTO job_parameters (id, parameters) VALUES (:id, :parameters)")
                .bindMethods(job)
                .execute();
        return find(job.id()).orElseThrow();
    }

    void update(Collection<FleetJob> jobs) {
        var batch = handle.prepareBatch("UPDATE job SET status = :status, errcode = :errcode, message = :message,"
                + " sent = :sent, finished = :finished, attempts = :attempts, progress = :progress,"
                + " progress_message = :progressMessage WHERE id = :id");
        jobs.forEach(job -> batch.bindMethods(job).add());
        batch.execute();
    }

    Optional<FleetJob> find(String id) {
        return handle.createQuery(SELECT + " WHERE j.id = :id")
                .bind("id", id)
                .mapTo(FleetJob.class)
                .findOne();
    }

    List<FleetJob> unfinished(String agentsn, int limit) {
        return handle.createQuery(SELECT + " WHERE agentsn = :agentsn AND finished IS NULL ORDER BY seq"
                        + " FETCH FIRST :limit ROWS ONLY")
                .bind("agentsn", agentsn)
                .bind("limit", limit)
                .mapTo(FleetJob.class)
                .list();
    }

    List<FleetJob> find(String agentsn, Collection<String> ids) {
        return handle.createQuery(SELECT + " WHERE agentsn = :agentsn AND j.id = ANY(:ids)")
                .bind("agentsn", agentsn)
                .bindArray("ids", String.class, ids)
                .mapTo(FleetJob.class)
                .list();
    }

    Page<FleetJob> page(Filter.Jobs filter, Slice slice) {
        return new Where()
                .and("agentsn = :agentsn", "agentsn", filter.agentsn())
                .and("name = :name", "name", filter.name())
                .and("action = :action", "action", filter.action())
                .and("status = ANY(:status)", "status", names(filter.status()))
                .page(handle, FleetJob.class, COLUMNS, FROM, "seq DESC", slice);
    }

    int prune(Instant before) {
        return handle.createUpdate("DELETE FROM job WHERE finished < :before")
                .bind("before", before)
                .execute();
    }

    private static String[] names(Set<JobStatus> status) {
        return status.isEmpty() ? null : status.stream().map(JobStatus::name).toArray(String[]::new);
    }
}
