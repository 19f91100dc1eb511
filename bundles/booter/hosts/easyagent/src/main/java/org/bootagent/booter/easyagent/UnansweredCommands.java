package org.bootagent.booter.easyagent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends commands that EasyAgent's own sidecars never answered. They are not sent again: a sidecar does not know that it has carried a command out already.
 */
final class UnansweredCommands {
    private static final Logger LOG = LoggerFactory.getLogger(UnansweredCommands.class);
    private static final int MOST = 1000;

    /** Done in seconds, and without a time of their own. The next command of the agent waits for the answer. */
    private static final Set<String> QUICK = Set.of("start", "stop", "configure", "cancel", "cancel-agent");

    private static final Duration AT_ONCE = Duration.ofMinutes(1);

    private final FleetServices fleet;
    private final Duration usual;
    private final Duration grace;

    /**
     * @param usual how long a command may take that does not say
     * @param grace what is added for the way there and back
     */
    UnansweredCommands(FleetServices fleet, Duration usual, Duration grace) {
        this.fleet = fleet;
        this.usual = usual;
        this.grace = grace;
    }

    /** @return how many were ended */
    int end() {
        Instant now = fleet.time().now();
        int ended = 0;
        for (FleetJob job : fleet.easy().unanswered(now.minus(grace), MOST)) {
            Duration allowed = allowed(job);
            if (job.sent().plus(allowed).isBefore(now)) {
                ended += fleet.delivery()
                        .fail(
                                List.of(job.id()),
                                ErrorCode.DEADLINE_EXCEEDED.number(),
                                "sidecar " + job.agentsn() + " did not answer within " + allowed.toSeconds()
                                        + " s: it may or may not have carried out the command")
                        .size();
            }
        }
        return ended;
    }

    /** The root of a thread: what escaped would end the schedule for good. */
    void endOrLog() {
        try {
            end();
        } catch (RuntimeException e) {
            LOG.warn("commands without an answer could not be looked for; tried again soon", e);
        }
    }

    private Duration allowed(FleetJob job) {
        long seconds = job.parameterTree().path("timeout").asLong();
        Duration known = QUICK.contains(job.action()) ? AT_ONCE : usual;
        return (seconds > 0 ? Duration.ofSeconds(seconds) : known).plus(grace);
    }
}
