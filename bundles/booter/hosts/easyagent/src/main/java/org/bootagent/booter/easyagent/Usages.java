package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publication.Kind;
import org.bootagent.booter.publish.Publications;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.ProcessResourceUsages;
import org.bootagent.easyagent.proto.UsagesEvent;
import org.bootagent.wire.GoText;

/**
 * What hosts and agents use: the latest is kept in memory, all is offered to other systems. A host only speaks for itself, whatever it calls its agents.
 */
final class Usages implements FleetEvents {
    private static final int MOST_AGENTS = 2000;
    private static final int MAX_CMD = 4096;
    private static final int MAX_NAME = 128;
    /** Bytes of a message beside whose text there is nothing that is not known here. */
    private static final int USUAL = 16 * 1024;
    /** Bytes of what a host uses. One with disks and networks for more makes them up. */
    private static final int MAX_HOST = 64 * 1024;

    private final Map<String, OfHost> hosts = new ConcurrentHashMap<>();
    private final FleetServices fleet;
    private final Publications publications;
    private final Executor executor;

    /** The latest of one host, and of its agents by their names, or their UUIDs where it says no more. */
    private static final class OfHost {
        private OsResourceUsages itself;
        private final Map<String, ProcessResourceUsages> agents = new LinkedHashMap<>();

        synchronized void itself(OsResourceUsages usage) {
            itself = usage;
        }

        synchronized OsResourceUsages itself() {
            return itself;
        }

        /** Drops the oldest entry once there are more agents than a host can have. */
        synchronized void agent(String key, ProcessResourceUsages usage) {
            agents.remove(key);
            agents.put(key, usage);
            if (agents.size() > MOST_AGENTS) {
                agents.remove(agents.keySet().iterator().next());
            }
        }

        synchronized ProcessResourceUsages agent(String key) {
            return agents.get(key);
        }
    }

    /** @param publications null: nobody is told */
    Usages(FleetServices fleet, Publications publications, Executor executor) {
        this.fleet = fleet;
        this.publications = publications;
        this.executor = executor;
    }

    @Override
    public void removed(String agentsn) {
        hosts.remove(agentsn);
    }

    void keepOnly(Predicate<String> known) {
        hosts.keySet().removeIf(known.negate());
    }

    /** Returns the usage of a host, or null. */
    OsResourceUsages host(String agentsn) {
        OfHost host = hosts.get(agentsn);
        return host == null ? null : host.itself();
    }

    /** Returns the usage of an agent, or null. */
    ProcessResourceUsages agent(AgentIdentity identity) {
        OfHost host = hosts.get(identity.agentsn());
        if (host == null) {
            return null;
        }
        var byName = host.agent(identity.name());
        return byName == null ? host.agent(identity.agentId()) : byName;
    }

    static Map<String, Object> words(OsResourceUsages usage) {
        var disks = usage.getDiskUsageList().stream()
                .map(disk -> Map.of(
                        "mount_point", GoText.of(disk.getMountPoint().toByteArray()),
                        "used_space", disk.getUsedSpace(),
                        "total_space", disk.getTotalSpace()))
                .toList();
        var nets = usage.getNetStatsList().stream()
                .map(net -> Map.of(
                        "if_name", net.getIfName(),
                        "if_ip", List.copyOf(net.getIfIpList()),
                        "bytes_sent", net.getBytesSent(),
                        "bytes_recv", net.getBytesRecv()))
                .toList();
        return Map.of(
                "cpu_usage", usage.getCpuUsage(),
                "mem_usage", usage.getMemUsage(),
                "swap_usage", usage.getSwapUsage(),
                "load1", usage.getLoad1(),
                "uptime", usage.getUptime(),
                "disk_usages", disks,
                "net_usages", nets);
    }

    void keep(Session session, Event event) {
        switch (event.getEventType()) {
            case EVT_OS_RESOURCE_USAGES -> keep(session, List.of(event.getOsResourceUsages()), List.of());
            case EVT_PROC_RESOURCE_USAGES -> keep(session, List.of(), List.of(event.getProcessResourceUsages()));
            default -> {
                UsagesEvent all = event.getUsages();
                keep(session, all.hasHost() ? List.of(all.getHost()) : List.of(), all.getAgentsList());
            }
        }
    }

    /** @param saidOfHost one or none */
    private void keep(Session session, List<OsResourceUsages> saidOfHost, List<ProcessResourceUsages> saidOfAgents) {
        var ofHost = saidOfHost.stream().map(Usages::bounded).toList();
        var ofAgents = saidOfAgents.stream().map(Usages::bounded).toList();
        OfHost kept = hosts.computeIfAbsent(session.agentsn(), agentsn -> new OfHost());
        ofHost.forEach(kept::itself);
        ofAgents.forEach(usage -> kept.agent(key(usage), usage));
        if (publications != null && publications.wanted()) {
            executor.execute(() -> {
                Host host = session.host(fleet.time().now());
                var told = new ArrayList<Publication>();
                ofHost.forEach(
                        usage -> told.add(publication(host, Kind.USAGE_HOST, "", addresses(usage), numbers(usage))));
                ofAgents.forEach(usage -> told.add(publication(
                        host,
                        Kind.USAGE_AGENT,
                        name(host, usage),
                        Map.of("cmd", GoText.of(usage.getCmd().toByteArray())),
                        numbers(usage))));
                publications.offer(told);
            });
        }
    }

    private static OsResourceUsages bounded(OsResourceUsages usage) {
        return usage.getSerializedSize() <= MAX_HOST
                ? usage
                : OsResourceUsages.newBuilder()
                        .setCpuUsage(usage.getCpuUsage())
                        .setMemUsage(usage.getMemUsage())
                        .setSwapUsage(usage.getSwapUsage())
                        .setLoad1(usage.getLoad1())
                        .setUptime(usage.getUptime())
                        .build();
    }

    private static ProcessResourceUsages bounded(ProcessResourceUsages usage) {
        boolean usual = usage.getCmd().size() <= MAX_CMD
                && usage.getName().length() <= MAX_NAME
                && usage.getSerializedSize() <= USUAL;
        return usual
                ? usage
                : ProcessResourceUsages.newBuilder()
                        .setAgentId(usage.getAgentId())
                        .setName(cut(usage.getName(), MAX_NAME))
                        .setCmd(ByteString.copyFromUtf8(
                                cut(GoText.of(usage.getCmd().toByteArray()), MAX_CMD)))
                        .setCpuUsage(usage.getCpuUsage())
                        .setMemory(usage.getMemory())
                        .setBytesSent(usage.getBytesSent())
                        .setBytesRecv(usage.getBytesRecv())
                        .build();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static Publication publication(
            Host host, Kind kind, String agent, Map<String, String> texts, Map<String, Number> numbers) {
        return new Publication(
                Publication.idOf(kind.word(), host.agentsn(), agent, host.lastSeen()),
                host.lastSeen(),
                kind,
                host.agentsn(),
                host.hostname(),
                agent,
                Publication.tagsOf(host.tags()),
                texts,
                numbers);
    }

    private static String key(ProcessResourceUsages usage) {
        String id = Ids.text(usage.getAgentId()).orElse("");
        return usage.getName().isEmpty() ? id : usage.getName();
    }

    /** One of EasyAgent's own sidecars only knows the UUID. */
    private String name(Host host, ProcessResourceUsages usage) {
        String key = key(usage);
        return !usage.getName().isEmpty() || key.isEmpty() ? key : fleet.easy().nameOn(host.agentsn(), key);
    }

    static Map<String, Object> words(ProcessResourceUsages usage) {
        return Map.of(
                "cpu_usage",
                usage.getCpuUsage(),
                "mem_usage",
                usage.getMemory(),
                "cmd",
                GoText.of(usage.getCmd().toByteArray()));
    }

    private static Map<String, String> addresses(OsResourceUsages usage) {
        var addresses = new HashMap<String, String>();
        usage.getNetStatsList().stream()
                .filter(net -> net.getIfIpCount() > 0)
                .forEach(net -> addresses.put("net_addresses:" + net.getIfName(), String.join(",", net.getIfIpList())));
        return addresses;
    }

    private static Map<String, Number> numbers(OsResourceUsages usage) {
        var numbers = new HashMap<String, Number>();
        numbers.put("cpu", usage.getCpuUsage());
        numbers.put("memory", usage.getMemUsage());
        numbers.put("swap", usage.getSwapUsage());
        numbers.put("load1", usage.getLoad1());
        numbers.put("uptime", usage.getUptime());
        usage.getDiskUsageList().forEach(disk -> {
            String mountPoint = GoText.of(disk.getMountPoint().toByteArray());
            numbers.put("disk_used:" + mountPoint, disk.getUsedSpace());
            numbers.put("disk_total:" + mountPoint, disk.getTotalSpace());
        });
        usage.getNetStatsList().forEach(net -> {
            numbers.put("net_sent:" + net.getIfName(), net.getBytesSent());
            numbers.put("net_received:" + net.getIfName(), net.getBytesRecv());
        });
        return numbers;
    }

    private static Map<String, Number> numbers(ProcessResourceUsages usage) {
        return Map.of(
                "cpu", usage.getCpuUsage(),
                "memory", usage.getMemory(),
                "bytes_sent", usage.getBytesSent(),
                "bytes_received", usage.getBytesRecv());
    }
}
