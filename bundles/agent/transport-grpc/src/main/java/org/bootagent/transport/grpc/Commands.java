package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.transport.JobReader;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns commands into jobs. Everything that a server sends is answered by a result; nothing in it ends the stream. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final JobQueue queue;
    private final JobReader jobs;
    private final KnownAgents agents;
    private final CommandJobs translation;
    private final Clock clock;

    Commands(JobQueue queue, KnownAgents agents, CommandJobs translation, Clock clock) {
        this.queue = queue;
        this.jobs = new JobReader(queue, clock);
        this.agents = agents;
        this.translation = translation;
        this.clock = clock;
    }

    /** @param packages where the sending server's packages are */
    void take(ControlResponse command, String packages) {
        try {
            if (command.getCmd() == ControlResponse.Command.RUN_JOB) {
                jobs.take(Json.MAPPER.readTree(command.getJobOption().getJson().newInput()), packages);
            } else {
                takePeers(command);
            }
        } catch (MetafileException e) {
            LOG.error("Not accepting command {}, which could not be recorded: {}", command.getSeqno(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("Ignoring command {} of the server, which cannot be read", command.getSeqno(), e);
        }
    }

    private void takePeers(ControlResponse command) {
        var job = EasyAgentJob.of(command.getSeqno(), Optional.empty());
        String action = CommandJobs.action(command);
        try {
            var agent = Ids.read(agentId(command));
            job = EasyAgentJob.of(command.getSeqno(), agent);
            translation.check(command);
            var message = translation.parameters(command);
            message.put("id", job.id()).put("action", action).put("name", name(command, agent));
            LOG.info("Command {} is job {} ({})", job.seqno(), job.id(), action);
            queue.submit(JobMessage.read(CommandJobs.addressed(message)));
        } catch (JobException e) {
            reject(job, action, e.code(), e.getMessage());
        } catch (IllegalArgumentException | ArithmeticException e) {
            reject(job, action, ErrorCode.BAD_FIELD, e.getMessage());
        }
    }

    private void reject(EasyAgentJob job, String action, ErrorCode code, String why) {
        queue.reject(new JobResult(job.id(), action, "", "", code.number(), why, clock.instant()));
    }

    private String name(ControlResponse command, Optional<UUID> agent) throws JobException {
        if (agent.isEmpty() || command.getCmd() == ControlResponse.Command.EXEC_REST) {
            return switch (command.getCmd()) {
                case EXEC_SCRIPT, EXEC_REST, UPDATE_SIDECAR_CONFIG -> "";
                default -> throw new JobException(ErrorCode.MISSING_FIELD, "the command names no agentId");
            };
        }
        if (command.getCmd() == ControlResponse.Command.INSTALL_AGENT) {
            return agents.name(agent.get(), command.getInstallAgentOptions().getName());
        }
        return agents.name(agent.get())
                .orElseThrow(() -> new JobException(
                        ErrorCode.UNKNOWN_AGENT, "no agent with id " + agent.get() + " was installed on this host"));
    }

    private static ByteString agentId(ControlResponse command) {
        return switch (command.getOptionsCase()) {
            case INSTALLAGENTOPTIONS -> command.getInstallAgentOptions().getAgentId();
            case UNINSTALLAGENTOPTIONS -> command.getUninstallAgentOptions().getAgentId();
            case UPDATEAGENTOPTIONS -> command.getUpdateAgentOptions().getAgentId();
            case STARTAGENTOPTIONS -> command.getStartAgentOptions().getAgentId();
            case STOPAGENTOPTIONS -> command.getStopAgentOptions().getAgentId();
            case UPDATEAGENTCONFIGOPTIONS ->
                command.getUpdateAgentConfigOptions().getAgentId();
            case EXECSCRIPTOPTIONS -> command.getExecScriptOptions().getAgentId();
            case CANCELAGENTSOPTIONS -> command.getCancelAgentsOptions().getAgentId();
            case EXECRESTOPTIONS -> command.getExecRestOptions().getAgentId();
            default -> ByteString.EMPTY;
        };
    }
}
