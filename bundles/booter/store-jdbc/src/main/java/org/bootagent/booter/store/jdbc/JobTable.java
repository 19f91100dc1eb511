package org.bootagent.booter.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.job.JobStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table {@code job}. */
final class JobTable implements JobStore {
    private static final String COLUMNS =
            "j.id, j.agentsn, created_by, action, name, COALESCE(p.parameters, j.parameters) AS parameters, status, errcode, message, j.created,"
                    + " sent, finished, attempts, progress, progress_message, seq";
    private static final String SHARED = " LEFT JOIN job_parameters p ON p.id = j.shared";
    private static final String FROM = "job j" + SHARED;
    static final String SELECT = "SELECT " + COLUMNS + " FROM " + FROM;
    private static final String SELECTED = "SELECT " + COLUMNS + " FROM " + Keys.FROM + " JOIN job j ON ";

    /** Characters of parameters that each job keeps itself, however many others are asked the same. */
    private static final int MAX_OWN = 256;

    private static final int MAX_BATCH = 1000;

    private final Handle handle;
    private final HostStore hosts;
    private final Durability durability;

    /** @param hosts locks the host of a job */
    JobTable(Handle handle, HostStore hosts, Durability durability) {
        this.handle = handle;
        this.hosts = hosts;
        this.durability = durability;
    }

    @Override
    public List<FleetJob> add(List<FleetJob> jobs) {
        if (!durability.requireIf(!jobs.isEmpty())) {
            return List.of();
        }
        var shared = shared(jobs);
        var added = new ArrayList<FleetJob>(jobs.size());
        for (int i = 0; i < jobs.size(); i += MAX_BATCH) {
            added.addAll(add(jobs.subList(i, Math.min(jobs.size(), i + MAX_BATCH)), shared));
        }
        return added;
    }

    /** Adds parameters that several of these jobs have. @return their numbers */
    private Map<String, Long> shared(List<FleetJob> jobs) {
        var times = new HashMap<String, Integer>();
        jobs.forEach(job -> times.merge(job.parameters(), 1, Integer::sum));
        var shared = new HashMap<String, Long>();
        times.forEach((parameters, count) -> {
            if (count > 1 && parameters.length() > MAX_OWN) {
                shared.put(
                        parameters,
                        handle.createUpdate(
                                        "INSERT INTO job_parameters (parameters, created) VALUES (:parameters, :created)")
                                .bind("parameters", parameters)
                                .bind("created", jobs.get(0).created())
                                .executeAndReturnGeneratedKeys("id")
                                .mapTo(Long.class)
                                .one());
            }
        });
        return shared;
    }

    /** Bypasses the mapper, which costs more for each value than the row where there are thousands. */
    private List<FleetJob> add(List<FleetJob> jobs, Map<String, Long> shared) {
        try (var rows = handle.getConnection()
                .prepareStatement(
                        "INSERT INTO job (status, errcode, message, sent, finished, attempts, progress, progress_message,"
                                + " waiting, id, agentsn, action, name, parameters, created, shared, created_by)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        new String[] {"seq"})) {
            for (FleetJob job : jobs) {
                bindChanging(rows, job);
                rows.setString(10, job.id());
                rows.setString(11, job.agentsn());
                rows.setString(12, job.action());
                rows.setString(13, job.name());
                Long elsewhere = shared.get(job.parameters());
                rows.setString(14, elsewhere == null ? job.parameters() : "");
                Rows.bind(rows, 15, job.created());
                rows.setObject(16, elsewhere, Types.BIGINT);
                rows.setString(17, job.createdBy());
                rows.addBatch();
            }
            rows.executeBatch();
            return numbered(jobs, rows.getGeneratedKeys());
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** Binds the first nine. */
    private static void bindChanging(PreparedStatement row, FleetJob job) throws SQLException {
        row.setString(1, job.status().name());
        row.setObject(2, job.errcode(), Types.INTEGER);
        row.setString(3, job.message());
        Rows.bind(row, 4, job.sent());
        Rows.bind(row, 5, job.finished());
        row.setInt(6, job.attempts());
        row.setDouble(7, job.progress().done());
        row.setString(8, job.progress().message());
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

    @Override
    public void update(Collection<FleetJob> jobs) {
        if (!durability.requireIf(!jobs.isEmpty())) {
            return;
        }
        try (var rows = handle.getConnection()
                .prepareStatement("UPDATE job SET status = ?, errcode = ?, message = ?, sent = ?, finished = ?,"
                        + " attempts = ?, progress = ?, progress_message = ?, waiting = ? WHERE seq = ?")) {
            for (FleetJob job : jobs) {
                bindChanging(rows, job);
                rows.setLong(10, job.seq());
                rows.addBatch();
            }
            rows.executeBatch();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    @Override
    public void moveTimes(Duration by, Instant after) {
        for (String column : List.of("created", "sent")) {
            handle.createUpdate("UPDATE job SET " + column + " = " + column + " + " + Rows.MILLIS
                            + " WHERE waiting IS NOT NULL AND " + column + " > :after")
                    .bind("millis", by.toMillis())
                    .bind("after", after)
                    .execute();
        }
        durability.require();
    }

    @Override
    public Optional<FleetJob> find(String id) {
        return handle.createQuery(SELECT + " WHERE j.id = :id")
                .bind("id", id)
                .mapTo(FleetJob.class)
                .findOne();
    }

    @Override
    public Optional<FleetJob> findLocked(String id) {
        find(id).ifPresent(job -> hosts.lock(List.of(job.agentsn())));
        return find(id);
    }

    @Override
    public List<FleetJob> unfinished(String agentsn, int limit) {
        return handle.createQuery(SELECT + " WHERE waiting = :agentsn ORDER BY seq" + " FETCH FIRST :limit ROWS ONLY")
                .bind("agentsn", agentsn)
                .bind("limit", limit)
                .mapTo(FleetJob.class)
                .list();
    }

    @Override
    public List<FleetJob> unfinished(Collection<String> serialNumbers, int limitEach) {
        return waiting("", serialNumbers, limitEach);
    }

    @Override
    public List<FleetJob> queued(Collection<String> serialNumbers, int limitEach) {
        return waiting(" AND status = '" + JobStatus.QUEUED + "'", serialNumbers, limitEach);
    }

    private List<FleetJob> waiting(String which, Collection<String> serialNumbers, int limitEach) {
        var found = new HashMap<String, Integer>();
        return handle
                .createQuery(SELECTED + "waiting = k.wanted" + which + SHARED + " ORDER BY seq")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(FleetJob.class)
                .stream()
                .filter(job -> found.merge(job.agentsn(), 1, Integer::sum) <= limitEach)
                .toList();
    }

    @Override
    public List<FleetJob> find(Collection<String> ids) {
        return ids.isEmpty() ? List.of() : found(ids);
    }

    private List<FleetJob> found(Collection<String> ids) {
        return handle.createQuery(SELECTED + "j.id = k.wanted" + SHARED)
                .bindArray(Keys.NAME, String.class, Keys.of(ids))
                .mapTo(FleetJob.class)
                .list();
    }

    @Override
    public List<FleetJob> numbered(Collection<Long> seqs) {
        return handle.createQuery(SELECTED + "seq = k.wanted" + SHARED)
                .bindArray(Keys.NAME, Long.class, Keys.of(seqs))
                .mapTo(FleetJob.class)
                .list();
    }

    @Override
    public Page<FleetJob> list(JobFilter filter, Slice slice) {
        return new Where()
                .and("j.agentsn = :agentsn", "agentsn", filter.agentsn())
                .and("name = :name", "name", filter.name())
                .and("action = :action", "action", filter.action())
                .and("status = ANY(:status)", "status", names(filter.status()))
                .page(handle, FleetJob.class, COLUMNS, FROM, "seq DESC", slice);
    }

    @Override
    public Map<JobStatus, Long> countByStatus() {
        var counts = new EnumMap<JobStatus, Long>(JobStatus.class);
        Arrays.stream(JobStatus.values()).forEach(status -> counts.put(status, 0L));
        Counts.byStatus(handle, "job").forEach((status, count) -> counts.put(JobStatus.valueOf(status), count));
        return counts;
    }

    @Override
    public int prune(Instant before) {
        int removed = handle.createUpdate("DELETE FROM job WHERE finished < :before")
                .bind("before", before)
                .execute();
        handle.createUpdate("DELETE FROM job_parameters WHERE created < :before"
                        + " AND id NOT IN (SELECT shared FROM job WHERE shared IS NOT NULL)")
                .bind("before", before)
                .execute();
        durability.requireIf(removed > 0);
        return removed;
    }

    @Override
    public Set<String> hostsWithOpen(String agentsn, int atLeast) {
        return handle.createQuery("SELECT waiting FROM job WHERE waiting "
                        + (agentsn == null ? "IS NOT NULL" : "= :agentsn")
                        + " GROUP BY waiting HAVING COUNT(*) >= :least")
                .bindMap(agentsn == null ? Map.of() : Map.of("agentsn", agentsn))
                .bind("least", atLeast)
                .mapTo(String.class)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String[] names(Set<JobStatus> status) {
        return status.isEmpty() ? null : status.stream().map(JobStatus::name).toArray(String[]::new);
    }
}
