package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.UUID;
import org.bootagent.api.report.Event;
import org.bootagent.easyagent.proto.AgentError;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.wire.EasyAgentWords;

/**
 * Translates agents' events for an EasyAgent server. An error means that the agent is given up, because its clients then mark it as failed, or that it could
 * not be started again. Neither a crash that is followed by a restart is reported, nor anything about agents that such a server has not installed. The log has
 * it all.
 */
final class EasyAgentEvents {
    private final KnownAgents agents;

    EasyAgentEvents(KnownAgents agents) {
        this.agents = agents;
    }

    /** Translates an event; empty for one that an original does not report. */
    Optional<org.bootagent.easyagent.proto.Event.Builder> of(Event event) {
        return agents.id(event.agent()).flatMap(id -> text(id, event).map(text -> error(Ids.bytes(id), text)));
    }

    /** Returns the event for the end of the host agent itself. */
    static org.bootagent.easyagent.proto.Event.Builder quit() {
        return error(ByteString.EMPTY, EasyAgentWords.QUIT);
    }

    private static Optional<String> text(UUID id, Event event) {
        if (event.type().equals(Event.Type.GAVE_UP.wireName())) {
            return Optional.of(EasyAgentWords.gaveUp(id.toString()));
        }
        if (event.type().equals(Event.Type.KILLED.wireName())) {
            return EasyAgentWords.killed(id.toString(), event.detail());
        }
        return event.type().equals(Event.Type.ABNORMAL_EXIT.wireName())
                ? EasyAgentWords.notStartedAgain(event.detail())
                : Optional.empty();
    }

    private static org.bootagent.easyagent.proto.Event.Builder error(ByteString agent, String text) {
        return org.bootagent.easyagent.proto.Event.newBuilder()
                .setEventType(EventType.EVT_AGENT_ERR)
                .setAgentError(AgentError.newBuilder().setAgentId(agent).setErrstr(ByteString.copyFromUtf8(text)));
    }
}
