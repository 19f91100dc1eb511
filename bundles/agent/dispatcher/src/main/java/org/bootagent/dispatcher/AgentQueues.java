package org.bootagent.dispatcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bootagent.api.job.Job;

/**
 * Decides which jobs may run. Jobs of one agent, and jobs of the host itself, keep their order and run one at a time; different agents run in parallel up to
 * a limit. Lifecycle jobs ({@code start}, {@code stop}, {@code restart}), which mostly wait for processes, have a limit of their own, and so have scripts
 * ({@code exec}). Scripts and requests ({@code rest}) of the host itself have no order. Not thread-safe.
 */
final class AgentQueues {
    static final String EXEC = "exec";
    /** Action that sends requests to services on the host; these jobs have no order either. */
    private static final String REST = "rest";

    private final NavigableSet<JobRun> waiting = new TreeSet<>(Comparator.comparingLong(JobRun::sequence));
    private final Map<String, JobRun> busy = new HashMap<>();
    private final Map<Pool, Set<JobRun>> running = new EnumMap<>(Pool.class);
    private final Map<Pool, Integer> limits;

    private enum Pool {
        AGENTS,
        LIFECYCLE,
        SCRIPTS,
        /** Cancels; they must run when everything else is stuck. */
        CANCELS
    }

    AgentQueues(int parallel, int parallelLifecycle, int parallelExec) {
        limits = Map.of(
                Pool.AGENTS, parallel,
                Pool.LIFECYCLE, parallelLifecycle,
                Pool.SCRIPTS, parallelExec,
                Pool.CANCELS, Integer.MAX_VALUE);
        for (Pool pool : Pool.values()) {
            running.put(pool, new HashSet<>());
        }
    }

    void add(JobRun run) {
        waiting.add(run);
    }

    /** Removes a waiting job; returns false if it is not waiting any more. */
    boolean remove(JobRun run) {
        return waiting.remove(run);
    }

    boolean isWaiting(JobRun run) {
        return waiting.contains(run);
    }

    /** Takes the jobs that can run now, oldest first. A job that is not ready blocks its agent. */
    List<JobRun> take(Predicate<JobRun> ready) {
        var taken = new ArrayList<JobRun>();
        var heldUp = new HashSet<String>();
        for (JobRun run : waiting) {
            String lane = lane(run);
            if (heldUp.contains(lane) || busy.containsKey(lane)) {
                continue;
            }
            if (hasRoom(run) && ready.test(run)) {
                busy.put(lane, run);
                running.get(pool(run.job())).add(run);
                taken.add(run);
            } else {
                heldUp.add(lane);
            }
        }
        taken.forEach(waiting::remove);
        return taken;
    }

    /** Stops counting the job towards its limit. */
    void releaseThread(JobRun run) {
        running.get(pool(run.job())).remove(run);
    }

    /** Lets the agent's next job run. */
    void releaseAgent(JobRun run) {
        busy.remove(lane(run), run);
    }

    /** Returns the job that must end before this one can run. */
    Optional<JobRun> predecessor(JobRun run) {
        return Optional.ofNullable(busy.get(lane(run)));
    }

    private boolean hasRoom(JobRun run) {
        Pool pool = pool(run.job());
        return running.get(pool).size() < limits.get(pool);
    }

    private static Pool pool(Job job) {
        return switch (job.action()) {
            case "start", "stop", "restart" -> Pool.LIFECYCLE;
            case EXEC -> Pool.SCRIPTS;
            case CancelHandler.ACTION, CancelAgentHandler.ACTION -> Pool.CANCELS;
            default -> Pool.AGENTS;
        };
    }

    private static String lane(JobRun run) {
        Job job = run.job();
        boolean alone = pool(job) == Pool.CANCELS
                || (job.name().isEmpty()
                        && (job.action().equals(EXEC) || job.action().equals(REST)));
        return alone ? "/" + run.sequence() : job.name();
    }
}
