package org.bootagent.booter.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bootagent.booter.fleet.Filter;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobStatus;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The tables {@code job} and {@code job_parameters}. */
final class JobTable {
    private static final String COLUMNS =
            "j.id, j.agentsn, action, name, parameters, status, errcode, message, created,"
                    + " sent, finished, attempts, progress, progress_message, seq";
    private static final String FROM = "job j JOIN job_parameters p ON p.id = j.id";
    static final String SELECT = "SELECT " + COLUMNS + " FROM " + FROM;

    private final Handle handle;

    JobTable(Handle handle) {
        this.handle = handle;
    }

    /** Past the mapper, whose way with each value costs more than the row where there are thousands. */
    List<FleetJob> add(List<FleetJob> jobs) {
        try (var rows = handle.getConnection()
                        .prepareStatement(
                                "INSERT INTO job (id, agentsn, action, name, status, errcode, message, created, sent,"
                                        + " finished, attempts, progress, progress_message)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                new String[] {"seq"});
                var parameters = handle.getConnection()
                        .prepareStatement("INSERT INTO job_parameters (id, parameters) VALUES (?, ?)")) {
            for (FleetJob job : jobs) {
                bind(rows, job);
                rows.addBatch();
                parameters.setString(1, job.id());
                parameters.setString(2, job.parameters());
                parameters.addBatch();
            }
            rows.executeBatch();
            parameters.executeBatch();
            return numbered(jobs, rows.getGeneratedKeys());
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    private static void bind(PreparedStatement row, FleetJob job) throws SQLException {
        row.setString(1, job.id());
        row.setString(2, job.agentsn());
        row.setString(3, job.action());
        row.setString(4, job.name());
        row.setString(5, job.status().name());
        row.setObject(6, job.errcode(), Types.INTEGER);
        row.setString(7, job.message());
        row.setObject(8, time(job.created()));
        row.setObject(9, time(job.sent()), Types.TIMESTAMP_WITH_TIMEZONE);
        row.setObject(10, time(job.finished()), Types.TIMESTAMP_WITH_TIMEZONE);
        row.setInt(11, job.attempts());
        row.setDouble(12, job.progress());
        row.setString(13, job.progressMessage());
    }

    private static OffsetDateTime time(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static List<FleetJob> numbered(List<FleetJob> jobs, ResultSet seqs) throws SQLException {
        var numbered = new ArrayList<FleetJob>(jobs.size());
        for (FleetJob job : jobs) {
            if (!seqs.next()) {
                throw new SQLException("the database numbered " + numbered.size() + " of " + jobs.size() + " jobs");
            }
            numbered.add(job.numbered(seqs.getLong(1)));
        }
        return numbered;
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
        return handle.createQuery(SELECT + " WHERE j.agentsn = :agentsn AND finished IS NULL ORDER BY seq"
                        + " FETCH FIRST :limit ROWS ONLY")
                .bind("agentsn", agentsn)
                .bind("limit", limit)
                .mapTo(FleetJob.class)
                .list();
    }

    List<FleetJob> unfinished(Collection<String> serialNumbers, int limitEach) {
        var found = new HashMap<String, Integer>();
        return handle
                .createQuery(SELECT + " WHERE j.agentsn = ANY(:hosts) AND finished IS NULL ORDER BY seq")
                .bindArray("hosts", String.class, serialNumbers)
                .mapTo(FleetJob.class)
                .stream()
                .filter(job -> found.merge(job.agentsn(), 1, Integer::sum) <= limitEach)
                .toList();
    }

    List<FleetJob> find(Collection<String> ids) {
        return handle.createQuery(SELECT + " WHERE j.id = ANY(:ids)")
                .bindArray("ids", String.class, ids)
                .mapTo(FleetJob.class)
                .list();
    }

    List<FleetJob> numbered(Collection<Long> seqs) {
        return handle.createQuery(SELECT + " WHERE seq = ANY(:seqs)")
                .bindArray("seqs", Long.class, seqs)
                .mapTo(FleetJob.class)
                .list();
    }

    Page<FleetJob> page(Filter.Jobs filter, Slice slice) {
        return new Where()
                .and("j.agentsn = :agentsn", "agentsn", filter.agentsn())
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
