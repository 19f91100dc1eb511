package org.bootagent.process.supervisor.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.bootagent.api.host.ProcessStat;

/** Average use of the processor by an agent over a while. */
final class CpuUse {
    private record Sample(Instant time, long ticks) {}

    private final Duration window;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Map<Long, Long> used = Map.of();

    CpuUse(Duration window) {
        this.window = window;
    }

    Duration window() {
        return window;
    }

    /** Returns percent of one core over the window; 0 until a whole window was measured. */
    long add(Collection<ProcessStat> processes, Instant now) {
        long sum = samples.isEmpty() ? 0 : samples.getLast().ticks() + since(processes);
        used = ticks(processes);
        samples.addLast(new Sample(now, sum));
        if (Duration.between(samples.getFirst().time(), now).compareTo(window) < 0) {
            return 0;
        }
        var oldest = samples.getFirst();
        long percent = (sum - oldest.ticks())
                * (100 * 1000 / ProcessStat.TICKS_PER_SECOND)
                / Math.max(1, Duration.between(oldest.time(), now).toMillis());
        samples.removeFirst();
        return percent;
    }

    private long since(Collection<ProcessStat> processes) {
        return processes.stream()
                .mapToLong(process -> Math.max(0, process.ticks() - used.getOrDefault(process.pid(), 0L)))
                .sum();
    }

    private static Map<Long, Long> ticks(Collection<ProcessStat> processes) {
        var ticks = new HashMap<Long, Long>();
        processes.forEach(process -> ticks.put(process.pid(), process.ticks()));
        return ticks;
    }
}
