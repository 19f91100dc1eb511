package org.bootagent.booter.fleet.job;

import java.util.HashMap;
import java.util.List;
import org.bootagent.booter.fleet.job.JobLanes.Lane;

/** Picks the jobs whose turn it is: of each lane as many as fit beside those that their host has already, none before an older one. */
public final class JobTurns {
    /** Number of busy jobs that stands for a closed lane, because no lane is wider. */
    private static final int CLOSED = Integer.MAX_VALUE;

    private final JobLanes lanes;
    private final HashMap<String, Integer> busy = new HashMap<>();

    private JobTurns(JobLanes lanes) {
        this.lanes = lanes;
    }

    /**
     * The jobs that may go out now.
     *
     * @param sent those without a result; others among them are left out
     * @param queued of each host in the order they were asked for
     * @param most of each host
     */
    public static List<FleetJob> of(List<FleetJob> sent, List<FleetJob> queued, JobLanes lanes, int most) {
        var turns = new JobTurns(lanes);
        sent.stream().filter(job -> job.status() == JobStatus.SENT).forEach(turns::occupy);
        var counts = new HashMap<String, Integer>();
        return queued.stream()
                .filter(turns::take)
                .filter(job -> counts.merge(job.agentsn(), 1, Integer::sum) <= most)
                .toList();
    }

    private void occupy(FleetJob sent) {
        Lane lane = lanes.lane(sent);
        if (lane != null) {
            busy.merge(key(sent, lane), 1, Integer::sum);
        }
    }

    /** Takes a job whose turn it is. A job that has to wait closes its lane: a later one must not overtake it. */
    private boolean take(FleetJob queued) {
        Lane lane = lanes.lane(queued);
        if (lane == null) {
            return true;
        }
        String key = key(queued, lane);
        boolean free = busy.getOrDefault(key, 0) < lane.width();
        if (free) {
            busy.merge(key, 1, Integer::sum);
        } else {
            busy.put(key, CLOSED);
        }
        return free;
    }

    private static String key(FleetJob job, Lane lane) {
        return job.agentsn() + '/' + lane.name();
    }
}
