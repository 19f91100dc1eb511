package org.bootagent.booter.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobOutcome;
import org.bootagent.booter.fleet.job.JobProgress;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.job.JobTimeline;
import org.bootagent.wire.Json;
import org.jdbi.v3.core.Jdbi;

/** From rows to records. By hand: the mapper's own reflection, anew for each query, costs more than the query. */
final class Rows {
    private static final TypeReference<LinkedHashMap<String, String>> WORDS = new TypeReference<>() {};

    /** An interval of {@code :millis}, as each database understands it. */
    static final String MILLIS = "INTERVAL '0.001' SECOND * CAST(:millis AS BIGINT)";

    private Rows() {}

    static void register(Jdbi jdbi) {
        jdbi.registerRowMapper(Host.class, (row, context) -> host(row))
                .registerRowMapper(HostAgent.class, (row, context) -> agent(row))
                .registerRowMapper(FleetJob.class, (row, context) -> job(row))
                .registerRowMapper(FleetEvent.class, (row, context) -> event(row))
                .registerRowMapper(Sidecar.class, (row, context) -> sidecar(row))
                .registerRowMapper(AgentIdentity.class, (row, context) -> identity(row));
    }

    private static Host host(ResultSet row) throws SQLException {
        return new Host(
                row.getString("agentsn"),
                row.getString("hostname"),
                row.getString("version"),
                row.getString("tags"),
                row.getInt("step"),
                row.getLong("uptime"),
                words(row.getString("actions")),
                instant(row, "first_seen"),
                instant(row, "last_seen"),
                instant(row, "online_until"));
    }

    private static HostAgent agent(ResultSet row) throws SQLException {
        return new HostAgent(
                row.getString("agentsn"),
                row.getString("name"),
                row.getString("version"),
                row.getString("status"),
                row.getString("state"),
                row.getLong("pid"),
                instant(row, "started"),
                row.getInt("restarts"),
                row.getString("release_id"),
                row.getString("reason"),
                map(row.getString("limits")),
                row.getString("mechanism"),
                row.getString("health"),
                row.getString("health_reason"),
                instant(row, "changed"),
                instant(row, "last_seen"));
    }

    private static FleetJob job(ResultSet row) throws SQLException {
        return new FleetJob(
                row.getString("id"),
                row.getString("agentsn"),
                row.getString("created_by"),
                new JobRequest(row.getString("action"), row.getString("name"), row.getString("parameters")),
                JobStatus.valueOf(row.getString("status")),
                new JobOutcome(row.getObject("errcode", Integer.class), row.getString("message")),
                new JobTimeline(
                        instant(row, "created"),
                        instant(row, "sent"),
                        instant(row, "finished"),
                        row.getInt("attempts")),
                new JobProgress(row.getDouble("progress"), row.getString("progress_message")),
                row.getLong("seq"));
    }

    private static FleetEvent event(ResultSet row) throws SQLException {
        return new FleetEvent(
                row.getString("id"),
                row.getString("agentsn"),
                row.getString("agent"),
                row.getString("type"),
                row.getString("detail"),
                instant(row, "time"),
                instant(row, "received"));
    }

    private static Sidecar sidecar(ResultSet row) throws SQLException {
        return new Sidecar(
                row.getString("agentsn"),
                row.getBoolean("original"),
                row.getString("os_type"),
                row.getString("os_platform"),
                row.getString("os_version"),
                row.getString("cpu_serial"),
                row.getInt("cpu_cores"),
                row.getLong("mem_size"),
                row.getLong("swap_size"),
                row.getString("local_ip"),
                row.getString("display_name"));
    }

    private static AgentIdentity identity(ResultSet row) throws SQLException {
        return new AgentIdentity(
                row.getString("agent_id"),
                row.getString("agentsn"),
                row.getString("name"),
                row.getString("display_name"),
                row.getString("binary_path"),
                row.getString("configuration_path"),
                row.getBoolean("removed"),
                instant(row, "created"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static void bind(PreparedStatement row, int index, Instant time) throws SQLException {
        row.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    /** One JSON object, as {@link #text} wrote it. */
    private static Map<String, String> map(String json) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, WORDS);
        } catch (JsonProcessingException e) {
            throw new SQLException("the database holds limits that are not JSON: " + json, e);
        }
    }

    static String text(Map<String, String> words) {
        try {
            return Json.MAPPER.writeValueAsString(words);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }
}
