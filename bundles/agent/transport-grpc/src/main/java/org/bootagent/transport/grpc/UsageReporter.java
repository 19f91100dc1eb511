package org.bootagent.transport.grpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ProcessResourceUsages;

/** Tells what is in use, of the host and by each agent that runs. For one thread. */
final class UsageReporter {
    private final HostUsage host;
    private final AgentUsage agents;
    private final ProcessSupervisor supervisor;
    private final KnownAgents known;

    UsageReporter(Proc proc, ProcessSupervisor supervisor, KnownAgents known) {
        this.host = new HostUsage(proc);
        this.agents = new AgentUsage(proc);
        this.supervisor = supervisor;
        this.known = known;
    }

    List<Event.Builder> look() {
        var events = new ArrayList<Event.Builder>();
        events.add(Event.newBuilder()
                .setEventType(EventType.EVT_OS_RESOURCE_USAGES)
                .setOsResourceUsages(host.look()));
        agents.look(running()).forEach((name, share) -> events.add(event(name, share)));
        return events;
    }

    private Map<String, Long> running() {
        var pids = new HashMap<String, Long>();
        for (AgentStatus agent : supervisor.statuses()) {
            if (agent.pid() > 0) {
                pids.put(agent.name(), agent.pid());
            }
        }
        return pids;
    }

    private Event.Builder event(String name, AgentUsage.Share share) {
        return Event.newBuilder()
                .setEventType(EventType.EVT_PROC_RESOURCE_USAGES)
                .setProcessResourceUsages(ProcessResourceUsages.newBuilder()
                        .setAgentId(Ids.bytes(known.id(name)))
                        .setName(name)
                        .setCpuUsage(share.cpu())
                        .setMemory(share.memory())
                        .setCmd(share.command()));
    }
}
