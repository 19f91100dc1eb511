package org.bootagent.booter.publish.easyagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.TreeSet;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.wire.EasyAgentWords;
import org.bootagent.wire.Json;

/**
 * A publication in the form of EasyAgent's server: a flat document with the fields of the sidecar's event. Zero and empty fields are left out.
 *
 * @param type such as {@code dt_agent_performance}
 * @param id UUID of the agent, or of the host for a document about the host
 * @param json the document, an object on one line
 */
public record EasyAgentDocument(String type, String id, String json) {
    private static final String HOST = "dt_agent_host_resource";
    private static final String AGENT = "dt_agent_performance";
    private static final String HEALTH = "dt_agent_health_check";
    private static final String ERROR = "dt_agent_error";

    /** Prefix of each error in the original. */
    private static final String ENDED = "agent异常退出:";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu.MM.dd");

    /** Returns the day in the names of EasyAgent's indexes, in the server's own time zone as in the documents. */
    public static String day(Instant time) {
        return DAY.withZone(ZoneId.systemDefault()).format(time);
    }

    /**
     * Returns the document of a publication; empty if EasyAgent has none.
     *
     * @throws PublishException retryable, if the agent's UUID cannot be read now
     */
    public static Optional<EasyAgentDocument> of(Publication publication, AgentIds ids) throws PublishException {
        return switch (publication.kind()) {
            case USAGE_HOST -> Optional.of(host(publication));
            case USAGE_AGENT -> Optional.of(agent(publication, ids));
            case HEALTH_CHECK ->
                Optional.of(health(
                        publication, ids, publication.numbers().get("failed").intValue() != 0));
            case EVENT -> event(publication, ids);
            case JOB, AGENT_STATE -> Optional.empty();
        };
    }

    private static Optional<EasyAgentDocument> event(Publication publication, AgentIds ids) throws PublishException {
        return switch (publication.text("type")) {
            case "healthy" -> Optional.of(health(publication, ids, false));
            case "unhealthy" -> Optional.of(health(publication, ids, true));
            case "gave-up", "killed", "abnormal-exit", "host" -> error(publication, ids);
            default -> Optional.empty();
        };
    }

    /** A sidecar tells only of what it cannot mend; ours of each exit, before it starts the agent again. */
    private static Optional<EasyAgentDocument> error(Publication publication, AgentIds ids) throws PublishException {
        boolean original = !publication.text(Publication.SIDECAR).isEmpty();
        String id = id(publication, ids);
        String detail = publication.text("detail");
        var why = original ? Optional.of(detail) : words(publication.text("type"), id, detail);
        return why.map(text ->
                ended(ERROR, id, begun(publication).put("agentId", id).put("errstr", ENDED + text), publication));
    }

    /** The error of one of our agents in the original's words; empty where an original tells none. */
    private static Optional<String> words(String type, String id, String detail) {
        return switch (type) {
            case "gave-up" -> Optional.of(EasyAgentWords.gaveUp(id));
            case "killed" -> EasyAgentWords.killed(id, detail);
            case "abnormal-exit" -> EasyAgentWords.notStartedAgain(detail);
            default -> Optional.of(detail).filter(EasyAgentWords.QUIT::equals);
        };
    }

    private static EasyAgentDocument host(Publication publication) {
        var document = begun(publication);
        put(document, "cpuUsage", single(publication, "cpu"));
        put(document, "memUsage", publication.number("memory"));
        put(document, "swapUsage", publication.number("swap"));
        put(document, "load1", single(publication, "load1"));
        put(document, "uptime", publication.number("uptime"));
        var disks = document.putArray("diskUsage");
        for (String mount : names(publication, "disk_total:", "disk_used:")) {
            var disk = disks.addObject().put("mountPoint", mount);
            put(disk, "usedSpace", publication.number("disk_used:" + mount));
            put(disk, "totalSpace", publication.number("disk_total:" + mount));
        }
        var nets = document.putArray("netStats");
        for (String name : names(publication, "net_sent:", "net_received:")) {
            var net = nets.addObject().put("ifName", name);
            addresses(net, publication.text("net_addresses:" + name));
            put(net, "bytesSent", publication.number("net_sent:" + name));
            put(net, "bytesRecv", publication.number("net_received:" + name));
        }
        dropEmpty(document, "diskUsage");
        dropEmpty(document, "netStats");
        return ended(HOST, publication.agentsn(), document, publication);
    }

    private static EasyAgentDocument agent(Publication publication, AgentIds ids) throws PublishException {
        String id = id(publication, ids);
        var document = begun(publication).put("agentId", id);
        put(document, "cpuUsage", single(publication, "cpu"));
        put(document, "memory", publication.number("memory"));
        if (!publication.text("cmd").isEmpty()) {
            document.put("cmd", publication.text("cmd"));
        }
        put(document, "bytesSent", publication.number("bytes_sent"));
        put(document, "bytesRecv", publication.number("bytes_received"));
        return ended(AGENT, id, document, publication);
    }

    private static EasyAgentDocument health(Publication publication, AgentIds ids, boolean failed)
            throws PublishException {
        String id = id(publication, ids);
        var document = begun(publication).put("agentId", id);
        if (failed) {
            document.put("failed", true);
        }
        return ended(HEALTH, id, document, publication);
    }

    private static ObjectNode begun(Publication publication) {
        return Json.MAPPER.createObjectNode().put("sid", publication.agentsn());
    }

    private static EasyAgentDocument ended(String type, String id, ObjectNode document, Publication publication) {
        document.put("last_update_date", TIME.withZone(ZoneId.systemDefault()).format(publication.time()));
        return new EasyAgentDocument(type, id, document.toString());
    }

    private static String id(Publication publication, AgentIds ids) throws PublishException {
        if (publication.agent().isEmpty()) {
            return AgentIds.NIL;
        }
        try {
            return ids.idOf(publication.agentsn(), publication.agent());
        } catch (RuntimeException e) {
            throw PublishException.retryable(
                    "the id of agent " + publication.agent() + " of host " + publication.agentsn() + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    private static TreeSet<String> names(Publication publication, String... prefixes) {
        var names = new TreeSet<String>();
        for (String prefix : prefixes) {
            publication.numbers().keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> names.add(key.substring(prefix.length())));
        }
        return names;
    }

    private static void addresses(ObjectNode net, String list) {
        if (!list.isEmpty()) {
            ArrayNode addresses = net.putArray("ifIp");
            for (String address : list.split(",", -1)) {
                addresses.add(address);
            }
        }
    }

    private static void dropEmpty(ObjectNode document, String field) {
        JsonNode list = document.get(field);
        if (list.isEmpty()) {
            document.remove(field);
        }
    }

    /** Returns a number that the sidecar sends with single precision, with as few digits. */
    private static Number single(Publication publication, String name) {
        return publication.number(name).floatValue();
    }

    private static void put(ObjectNode document, String name, Number value) {
        if (value.doubleValue() == 0) {
            return;
        }
        if (value instanceof Float single) {
            document.put(name, single);
        } else if (value.doubleValue() == value.longValue()) {
            document.put(name, value.longValue());
        } else {
            document.put(name, value.doubleValue());
        }
    }
}
