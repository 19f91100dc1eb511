package org.bootagent.process.supervisor.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.bootagent.process.supervisor.proc.ProcFs;

/** How much of the processor an agent has used, on average over a while. */
final class CpuUse {
    private record Sample(Instant time, long millis) {}

    private final Duration window;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Map<Long, Long> used = Map.of();

    CpuUse(Duration window) {
        this.window = window;
    }

    Duration window() {
        return window;
    }

    /** Percent of one core over the window; 0 as long as we have not looked for so long. */
    long add(Collection<ProcFs.Stat> processes, Instant now) {
        long sum = samples.isEmpty() ? 0 : samples.getLast().millis() + since(processes);
        used = millis(processes);
        samples.addLast(new Sample(now, sum));
        if (Duration.between(samples.getFirst().time(), now).compareTo(window) < 0) {
            return 0;
        }
        var oldest = samples.getFirst();
        long percent = (sum - oldest.millis())
                * 100
                / Math.max(1, Duration.between(oldest.time(), now).toMillis());
        samples.removeFirst();
        return percent;
    }

    private long since(Collection<ProcFs.Stat> processes) {
        return processes.stream()
                .mapToLong(process -> Math.max(0, process.cpuMillis() - used.getOrDefault(process.pid(), 0L)))
                .sum();
    }

    private static Map<Long, Long> millis(Collection<ProcFs.Stat> processes) {
        var millis = new HashMap<Long, Long>();
        processes.forEach(process -> millis.put(process.pid(), process.cpuMillis()));
        return millis;
    }
}
