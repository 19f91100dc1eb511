package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.ProcessResourceUsages;
import org.bootagent.transport.grpc.host.AgentUsage;
import org.bootagent.transport.grpc.host.HostUsage;
import org.bootagent.transport.grpc.host.OwnUsage;
import org.bootagent.transport.grpc.host.Proc;

/** Reports usage, of the host and of each agent that runs. For one thread. */
final class UsageReporter {
    private final HostUsage host;
    private final OwnUsage self;
    private final AgentUsage agents;
    private final ProcessSupervisor supervisor;
    private final KnownAgents known;

    /**
     * Current usage.
     *
     * @param self the host agent, without an id
     */
    record Usage(OsResourceUsages host, ProcessResourceUsages self, List<ProcessResourceUsages> agents) {}

    UsageReporter(Proc proc, ProcessSupervisor supervisor, KnownAgents known) {
        this.host = new HostUsage(proc);
        this.self = new OwnUsage(proc);
        this.agents = new AgentUsage(proc);
        this.supervisor = supervisor;
        this.known = known;
    }

    Usage look() {
        var processes = new ArrayList<ProcessResourceUsages>();
        agents.look(running()).forEach((name, share) -> processes.add(usage(name, share)));
        return new Usage(host.look().build(), self.look(), processes);
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

    private ProcessResourceUsages usage(String name, AgentUsage.Share share) {
        return ProcessResourceUsages.newBuilder()
                .setAgentId(Ids.bytes(known.id(name)))
                .setName(name)
                .setCpuUsage(share.cpu())
                .setMemory(share.memory())
                .setCmd(ByteString.copyFromUtf8(share.command()))
                .build();
    }
}
