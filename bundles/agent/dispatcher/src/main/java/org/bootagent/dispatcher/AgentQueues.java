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
 * Whose turn it is. Jobs of one agent keep their order and run one at a time, and so do jobs of the host itself; agents run side by side up to a limit. What
 * mostly waits for processes ({@code start}, {@code stop}, {@code restart}) has a limit of its own, and so have scripts ({@code exec}), which on the host itself
 * have no order, as requests to the host ({@code rest}) have none. Not thread-safe.
 */
final class AgentQueues {
    static final String EXEC = "exec";
    /** Requests to whatever listens on the host, which have no order either. */
    private static final String REST = "rest";

    private final NavigableSet<JobRun> waiting = new TreeSet<>(Comparator.comparingLong(JobRun::sequence));
    private final Map<String, JobRun> busy = new HashMap<>();
    private final Map<Pool, Set<JobRun>> running = new EnumMap<>(Pool.class);
    private final Map<Pool, Integer> limits;

    private enum Pool {
        AGENTS,
        LIFECYCLE,
        SCRIPTS,
        /** Must get through when all else is stuck. */
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

    /** False if it does not wait any more. */
    boolean remove(JobRun run) {
        return waiting.remove(run);
    }

    boolean isWaiting(JobRun run) {
        return waiting.contains(run);
    }

    /** Takes out the jobs that can run now, oldest first. One that is not ready holds up its agent. */
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

    /** It no longer counts for the limit. */
    void releaseThread(JobRun run) {
        running.get(pool(run.job())).remove(run);
    }

    /** The agent's next job may run. */
    void releaseAgent(JobRun run) {
        busy.remove(lane(run), run);
    }

    /** The job that has to end before this one can run. */
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
