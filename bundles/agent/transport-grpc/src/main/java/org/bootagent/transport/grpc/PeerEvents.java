package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.UUID;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.Event;
import org.bootagent.easyagent.proto.AgentError;
import org.bootagent.easyagent.proto.Event.EventType;

/**
 * Says what happens to agents as an EasyAgent server expects it: an error means that the agent is given up, as its clients mark it as failed then, or that it could not be
 * started again. A crash after which it is started again is no news, and of agents that such a server has not installed it knows nothing. The log tells of all.
 */
final class PeerEvents {
    private static final String QUIT = "quit according to signal 'terminated'\n";

    private final KnownAgents agents;
    private final PeerTexts texts;

    PeerEvents(KnownAgents agents, ProcessSupervisor supervisor) {
        this.agents = agents;
        this.texts = new PeerTexts(supervisor);
    }

    /** Empty for what an original does not tell. */
    Optional<org.bootagent.easyagent.proto.Event.Builder> of(Event event) {
        return agents.id(event.agent()).flatMap(id -> text(id, event).map(text -> error(Ids.bytes(id), text)));
    }

    /** The host agent itself ends. */
    static org.bootagent.easyagent.proto.Event.Builder quit() {
        return error(ByteString.EMPTY, QUIT);
    }

    private Optional<String> text(UUID id, Event event) {
        String givenUp = "agent run error(unexpected):stop supervisor: " + id;
        if (event.type().equals(Event.Type.GAVE_UP.wireName())) {
            return Optional.of(givenUp);
        }
        if (event.type().equals(Event.Type.KILLED.wireName())) {
            return Optional.of(givenUp + ": " + event.detail());
        }
        // Of a process that did run, the supervisor says how it ended.
        boolean notStarted = event.type().equals(Event.Type.ABNORMAL_EXIT.wireName())
                && !event.detail().startsWith("ended ");
        return notStarted
                ? Optional.of("run agent error: " + texts.notExecuted(event.agent(), event.detail()))
                : Optional.empty();
    }

    private static org.bootagent.easyagent.proto.Event.Builder error(ByteString agent, String text) {
        return org.bootagent.easyagent.proto.Event.newBuilder()
                .setEventType(EventType.EVT_AGENT_ERR)
                .setAgentError(AgentError.newBuilder().setAgentId(agent).setErrstr(ByteString.copyFromUtf8(text)));
    }
}
