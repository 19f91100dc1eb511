package org.bootagent.booter.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
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

/** The table {@code job}. */
final class JobTable {
    private static final String COLUMNS =
            "j.id, j.agentsn, action, name, parameters, status, errcode, message, created,"
                    + " sent, finished, attempts, progress, progress_message, seq";
    private static final String FROM = "job j";
    static final String SELECT = "SELECT " + COLUMNS + " FROM " + FROM;
    private static final String SELECTED = "SELECT " + COLUMNS + " FROM " + Keys.FROM + " JOIN job j ON ";

    private final Handle handle;

    JobTable(Handle handle) {
        this.handle = handle;
    }

    /** Past the mapper, whose way with each value costs more than the row where there are thousands. */
    List<FleetJob> add(List<FleetJob> jobs) {
        try (var rows = handle.getConnection()
                .prepareStatement(
                        "INSERT INTO job (status, errcode, message, sent, finished, attempts, progress, progress_message,"
                                + " waiting, id, agentsn, action, name, parameters, created)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        new String[] {"seq"})) {
            for (FleetJob job : jobs) {
                bindWhatChanges(rows, job);
                rows.setString(10, job.id());
                rows.setString(11, job.agentsn());
                rows.setString(12, job.action());
                rows.setString(13, job.name());
                rows.setString(14, job.parameters());
                Rows.bind(rows, 15, job.created());
                rows.addBatch();
            }
            rows.executeBatch();
            return numbered(jobs, rows.getGeneratedKeys());
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** The first nine. */
    private static void bindWhatChanges(PreparedStatement row, FleetJob job) throws SQLException {
        row.setString(1, job.status().name());
        row.setObject(2, job.errcode(), Types.INTEGER);
        row.setString(3, job.message());
        Rows.bind(row, 4, job.sent());
        Rows.bind(row, 5, job.finished());
        row.setInt(6, job.attempts());
        row.setDouble(7, job.progress());
        row.setString(8, job.progressMessage());
        row.setString(9, job.finished() == null ? job.agentsn() : null);
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
        try (var rows = handle.getConnection()
                .prepareStatement("UPDATE job SET status = ?, errcode = ?, message = ?, sent = ?, finished = ?,"
                        + " attempts = ?, progress = ?, progress_message = ?, waiting = ? WHERE seq = ?")) {
            for (FleetJob job : jobs) {
                bindWhatChanges(rows, job);
                rows.setLong(10, job.seq());
                rows.addBatch();
            }
            rows.executeBatch();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    Optional<FleetJob> find(String id) {
        return handle.createQuery(SELECT + " WHERE j.id = :id")
                .bind("id", id)
                .mapTo(FleetJob.class)
                .findOne();
    }

    List<FleetJob> unfinished(String agentsn, int limit) {
        return handle.createQuery(SELECT + " WHERE waiting = :agentsn ORDER BY seq" + " FETCH FIRST :limit ROWS ONLY")
                .bind("agentsn", agentsn)
                .bind("limit", limit)
                .mapTo(FleetJob.class)
                .list();
    }

    List<FleetJob> unfinished(Collection<String> serialNumbers, int limitEach) {
        return waiting("", serialNumbers, limitEach);
    }

    List<FleetJob> queued(Collection<String> serialNumbers, int limitEach) {
        return waiting(" AND status = '" + JobStatus.QUEUED + "'", serialNumbers, limitEach);
    }

    private List<FleetJob> waiting(String which, Collection<String> serialNumbers, int limitEach) {
        var found = new HashMap<String, Integer>();
        return handle
                .createQuery(SELECTED + "waiting = k.wanted" + which + " ORDER BY seq")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(FleetJob.class)
                .stream()
                .filter(job -> found.merge(job.agentsn(), 1, Integer::sum) <= limitEach)
                .toList();
    }

    List<FleetJob> find(Collection<String> ids) {
        return handle.createQuery(SELECTED + "j.id = k.wanted")
                .bindArray(Keys.NAME, String.class, Keys.of(ids))
                .mapTo(FleetJob.class)
                .list();
    }

    List<FleetJob> numbered(Collection<Long> seqs) {
        return handle.createQuery(SELECTED + "seq = k.wanted")
                .bindArray(Keys.NAME, Long.class, Keys.of(seqs))
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
