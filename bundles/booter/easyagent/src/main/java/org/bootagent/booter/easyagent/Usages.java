package org.bootagent.booter.easyagent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Host;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publication.Kind;
import org.bootagent.booter.publish.Publications;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.ProcessResourceUsages;
import org.bootagent.easyagent.proto.UsagesEvent;

/** What hosts and agents use: the latest is kept in memory, all is offered to other systems. */
final class Usages {
    private final Map<String, OsResourceUsages> hosts = new ConcurrentHashMap<>();
    private final Map<String, ProcessResourceUsages> agents = new ConcurrentHashMap<>();
    private final Fleet fleet;
    private final Publications publications;
    private final Executor executor;

    /** @param publications null: nobody is told */
    Usages(Fleet fleet, Publications publications, Executor executor) {
        this.fleet = fleet;
        this.publications = publications;
        this.executor = executor;
    }

    /** Of a host, or null. */
    OsResourceUsages host(String agentsn) {
        return hosts.get(agentsn);
    }

    /** Of an agent by its UUID, or null. */
    ProcessResourceUsages agent(String agentId) {
        return agents.get(agentId);
    }

    static Map<String, Object> words(OsResourceUsages usage) {
        var disks = usage.getDiskUsageList().stream()
                .map(disk -> Map.of(
                        "mount_point", disk.getMountPoint(),
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

    /** @param ofHost one or none */
    private void keep(Session session, List<OsResourceUsages> ofHost, List<ProcessResourceUsages> ofAgents) {
        ofHost.forEach(usage -> hosts.put(session.agentsn(), usage));
        ofAgents.forEach(usage -> Ids.text(usage.getAgentId()).ifPresent(id -> agents.put(id, usage)));
        if (publications != null && publications.wanted()) {
            executor.execute(() -> {
                Host host = session.host(fleet.now());
                var told = new ArrayList<Publication>();
                ofHost.forEach(usage -> told.add(publication(host, Kind.USAGE_HOST, "", Map.of(), numbers(usage))));
                ofAgents.forEach(usage -> told.add(publication(
                        host, Kind.USAGE_AGENT, name(usage), Map.of("cmd", usage.getCmd()), numbers(usage))));
                publications.offer(told);
            });
        }
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

    private String name(ProcessResourceUsages usage) {
        String id = Ids.text(usage.getAgentId()).orElse("");
        try {
            return id.isEmpty() ? "" : fleet.easy().agent(id).name();
        } catch (FleetException e) {
            return id;
        }
    }

    static Map<String, Object> words(ProcessResourceUsages usage) {
        return Map.of("cpu_usage", usage.getCpuUsage(), "mem_usage", usage.getMemory(), "cmd", usage.getCmd());
    }

    private static Map<String, Number> numbers(OsResourceUsages usage) {
        var numbers = new HashMap<String, Number>();
        numbers.put("cpu", usage.getCpuUsage());
        numbers.put("memory", usage.getMemUsage());
        numbers.put("swap", usage.getSwapUsage());
        numbers.put("load1", usage.getLoad1());
        numbers.put("uptime", usage.getUptime());
        usage.getDiskUsageList().forEach(disk -> {
            numbers.put("disk_used:" + disk.getMountPoint(), disk.getUsedSpace());
            numbers.put("disk_total:" + disk.getMountPoint(), disk.getTotalSpace());
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
