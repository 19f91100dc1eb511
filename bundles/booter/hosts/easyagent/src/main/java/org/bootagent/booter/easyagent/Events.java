package org.bootagent.booter.easyagent;

import static org.bootagent.api.report.Event.Type.ABNORMAL_EXIT;
import static org.bootagent.api.report.Event.Type.GAVE_UP;
import static org.bootagent.api.report.Event.Type.HEALTHY;
import static org.bootagent.api.report.Event.Type.HOST;
import static org.bootagent.api.report.Event.Type.UNHEALTHY;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobResult;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.report.HostNews.NumberedResult;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publications;
import org.bootagent.easyagent.proto.AgentError;
import org.bootagent.easyagent.proto.AgentHealthCheck;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.OperationProgress;
import org.bootagent.wire.GoText;
import org.bootagent.wire.Json;
import org.bootagent.wire.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what hosts say on the stream to news of the fleet. */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MOST_UNHEALTHY = 100_000;
    /** Refusal of an agent that is busy with a command, spelled as the original does. */
    private static final ByteString AGENT_IS_BUSY = ByteString.copyFromUtf8("agent is running task, droped");

    /** Refusal of a host that runs as many scripts as it may. */
    private static final ByteString HOST_IS_BUSY = ByteString.copyFromUtf8("concurrency exec shell more than 0");

    private static final String GAVE_UP_WORDS = "stop supervisor: ";

    private final FleetServices fleet;
    private final JobOutputStore outputs;
    private final Publications publications;
    private final BiPredicate<FleetJob, String> dropped;
    /** By host and UUID: a sidecar tells of every try of every health check. */
    private final Set<String> unhealthy = ConcurrentHashMap.newKeySet();

    /**
     * Reads for this fleet.
     *
     * @param publications null: nobody is told
     * @param dropped told of a command that the sidecar was too busy for, and why; whether that is its end is said by the answer: true if it goes out again
     */
    Events(
            FleetServices fleet,
            JobOutputStore outputs,
            Publications publications,
            BiPredicate<FleetJob, String> dropped) {
        this.fleet = fleet;
        this.outputs = outputs;
        this.publications = publications;
        this.dropped = dropped;
    }

    /** @throws IllegalArgumentException if it is none that is kept */
    HostNews read(Arrival arrival) throws IOException {
        Event event = arrival.event();
        Host host = arrival.session().host(arrival.time());
        return switch (event.getEventType()) {
            case EVT_STATUS_REPORT -> report(arrival);
            case EVT_OP_PROGRESS -> {
                var progress = event.getOpProgress();
                boolean busy = progress.getFailed()
                        && goesOutAgain(host, progress.getSeqno(), progress.getMessage(), AGENT_IS_BUSY);
                yield HostNews.of(host, busy ? List.of() : List.of(progress(host, progress)), List.of());
            }
            case EVT_EXEC_SCRIPT -> {
                var script = event.getExecScriptResponse();
                boolean busy =
                        script.getFailed() && goesOutAgain(host, script.getSeqno(), script.getResponse(), HOST_IS_BUSY);
                var results = busy
                        ? List.<NumberedResult>of()
                        : List.of(result(host, script.getSeqno(), script.getFailed(), script.getResponse()));
                yield HostNews.of(host, results, List.of());
            }
            case EVT_REST_SCRIPT -> {
                var rest = event.getExecRestResponse();
                yield HostNews.of(
                        host, List.of(result(host, rest.getSeqno(), rest.getFailed(), rest.getResponse())), List.of());
            }
            case EVT_AGENT_ERR -> {
                var error = event.getAgentError();
                yield happened(
                        host,
                        name(host, error.getAgentId()),
                        type(arrival.session().original(), error),
                        text(error.getErrstr()));
            }
            case EVT_AGENT_HEALTH_CHECK -> health(host, event.getAgentHealthCheck());
            default ->
                throw new IllegalArgumentException(
                        "an event of type " + event.getEventTypeValue() + " is not known here");
        };
    }

    /** Tells whether the sidecar was too busy for a command that is sent again. */
    private boolean goesOutAgain(Host host, int seqno, ByteString answer, ByteString busy) {
        if (!answer.equals(busy)) {
            return false;
        }
        FleetJob job = fleet.jobs().get(Integer.toUnsignedLong(seqno));
        return job.agentsn().equals(host.agentsn()) && dropped.test(job, busy.toStringUtf8());
    }

    private HostNews report(Arrival arrival) throws IOException {
        var json = arrival.event().getStatusReport().getJson();
        HostNews news = fleet.reports().news(Json.REPORT.readValue(json.newInput()), arrival.time());
        if (!news.host().agentsn().equals(arrival.session().agentsn())) {
            throw new IllegalArgumentException("host " + arrival.session().agentsn() + " reports as "
                    + news.host().agentsn() + "; it may only speak for itself");
        }
        return news;
    }

    /**
     * The single answer of a command. An original never says how far it is, so progress that is absent is the end; only a number between says that the command goes
     * on.
     */
    private NumberedResult progress(Host host, OperationProgress progress) {
        long seq = Integer.toUnsignedLong(progress.getSeqno());
        if (Float.isNaN(progress.getProgress())) {
            throw new IllegalArgumentException("the progress of operation " + seq + " is no number");
        }
        boolean goesOn = progress.getProgress() != 0 && progress.getProgress() < 1 && !progress.getFailed();
        if (goesOn) {
            return new NumberedResult(seq, progress.getProgress(), 0, text(progress.getMessage()));
        }
        return result(host, progress.getSeqno(), progress.getFailed() && !isCancel(progress), progress.getMessage());
    }

    /** An original answers a cancel as if it had failed, without a word, also when it worked. No other failure has neither an agent nor a message. */
    private static boolean isCancel(OperationProgress progress) {
        return progress.getAgentId().isEmpty() && progress.getMessage().isEmpty();
    }

    /** Keeps what does not fit into a message, or is not text, as the job's output. */
    private NumberedResult result(Host host, int seqno, boolean failed, ByteString response) {
        long seq = Integer.toUnsignedLong(seqno);
        String text = text(response);
        boolean exact = response.isValidUtf8() && text.indexOf(0) < 0;
        if (response.size() > JobResult.MAX_MESSAGE || !exact) {
            FleetJob job = fleet.jobs().get(seq);
            if (!job.agentsn().equals(host.agentsn())) {
                throw new IllegalArgumentException(
                        "operation " + seq + " is none of host " + host.agentsn() + "; it may only speak for itself");
            }
            keep(job, response);
        }
        String message = text.substring(Math.max(0, text.length() - JobResult.MAX_MESSAGE));
        return new NumberedResult(seq, 1, failed ? ErrorCode.AGENT.number() : 0, message);
    }

    /** An original tells its result once: better that it is short than that it is lost. */
    private void keep(FleetJob job, ByteString response) {
        try {
            outputs.append(job.agentsn(), job.id(), 0, response.toByteArray());
        } catch (IOException e) {
            LOG.error(
                    "{} bytes of output of job {} of host {} could not be kept in {}: only their end is, as the job's message",
                    response.size(),
                    job.id(),
                    job.agentsn(),
                    outputs.directory(),
                    e);
        }
    }

    /**
     * Each try of an agent that does not start is an error, and the end of all tries another one, which names it. One of our hosts says so that it ends itself, which
     * is no fault.
     */
    private static org.bootagent.api.report.Event.Type type(boolean original, AgentError error) {
        if (error.getAgentId().isEmpty()) {
            return original ? ABNORMAL_EXIT : HOST;
        }
        return text(error.getErrstr()).contains(GAVE_UP_WORDS) ? GAVE_UP : ABNORMAL_EXIT;
    }

    private HostNews health(Host host, AgentHealthCheck check) {
        String agent = host.agentsn() + " " + Ids.text(check.getAgentId()).orElse(Ids.NIL);
        if (unhealthy.size() >= MOST_UNHEALTHY) {
            // No fleet has so many: somebody makes them up. What is true is told once more.
            unhealthy.clear();
        }
        boolean changed = check.getFailed() ? unhealthy.add(agent) : unhealthy.remove(agent);
        if (!changed) {
            publish(host, check);
            return HostNews.of(host, List.of(), List.of());
        }
        var type = check.getFailed() ? UNHEALTHY : HEALTHY;
        return happened(host, name(host, check.getAgentId()), type, "");
    }

    /** A change becomes an event; what goes on is told to those only who want to hear of each check. */
    private void publish(Host host, AgentHealthCheck check) {
        if (publications == null || !publications.wanted(Publication.Kind.HEALTH_CHECK)) {
            return;
        }
        String id = Ids.text(check.getAgentId()).orElse("");
        publications.offer(List.of(new Publication(
                Publication.idOf("health", host.agentsn(), id, UUID.randomUUID()),
                host.lastSeen(),
                Publication.Kind.HEALTH_CHECK,
                host.agentsn(),
                host.hostname(),
                id,
                Publication.tagsOf(host.tags()),
                Map.of(),
                Map.of("failed", check.getFailed() ? 1 : 0))));
    }

    private HostNews happened(Host host, String agent, org.bootagent.api.report.Event.Type type, String detail) {
        double now = host.lastSeen().toEpochMilli() / 1000.0;
        var event = new StatusReport.Event(UUID.randomUUID().toString(), now, agent, type.wireName(), detail);
        return HostNews.of(host, List.of(), List.of(event));
    }

    private static String text(ByteString bytes) {
        return GoText.of(bytes.toByteArray());
    }

    /** Returns the agent's name; its UUID if it is not known here or belongs to another host. */
    private String name(Host host, ByteString agentId) {
        String id = Ids.text(agentId).orElse("");
        return id.isEmpty() ? "" : fleet.easy().nameOn(host.agentsn(), id);
    }
}
