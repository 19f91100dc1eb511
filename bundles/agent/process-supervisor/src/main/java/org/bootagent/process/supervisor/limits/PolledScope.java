package org.bootagent.process.supervisor.limits;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bootagent.api.host.ProcessStat;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.bootagent.process.supervisor.proc.ProcessTree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits of one agent, enforced by {@link Polling}. */
public final class PolledScope implements LimitScope {
    private static final Logger LOG = LoggerFactory.getLogger(PolledScope.class);

    private static final int TRIES = 100;

    private final Polling polling;
    private final ProcFs proc;
    private final String agent;
    private CpuUse cpu;
    private Limits limits;
    private ProcessRecord process;
    private Map<Long, ProcessStat> members = Map.of();
    private long peakMemory;
    private String over;

    PolledScope(Polling polling, ProcFs proc, String agent, Limits limits, Duration window) {
        this.polling = polling;
        this.proc = proc;
        this.agent = agent;
        this.limits = limits;
        this.cpu = new CpuUse(window);
    }

    @Override
    public List<Path> joinFiles() {
        return List.of();
    }

    @Override
    public synchronized String mechanism() {
        return limits.equals(Limits.NONE) ? "" : Polling.MECHANISM;
    }

    @Override
    public void started(ProcessRecord running) {
        boolean limited;
        synchronized (this) {
            process = running;
            limited = !limits.equals(Limits.NONE);
        }
        if (limited) {
            polling.watch(this, running);
        }
    }

    @Override
    public void change(Limits wanted) throws JobException {
        ProcessRecord running;
        synchronized (this) {
            if (process != null && wanted.memoryBytes() > 0) {
                MemoryInUse.check(memory(ProcessTree.of(process, members, proc.stats())), agent, wanted);
            }
            // Earlier use was within the earlier limits.
            cpu = new CpuUse(cpu.window());
            limits = wanted;
            running = process;
        }
        if (wanted.equals(Limits.NONE)) {
            polling.forget(this);
        } else if (running != null) {
            polling.watch(this, running);
        }
    }

    /**
     * Checks the agent.
     *
     * @param all processes of the host
     */
    public synchronized void look(ProcessRecord running, List<ProcessStat> all, Instant now) {
        members = ProcessTree.of(running, members, all);
        if (over == null) {
            over = exceeded(now).orElse(null);
            if (over != null) {
                LOG.info("Agent {}: {}", agent, over);
            }
        }
        if (over != null) {
            kill();
        }
    }

    private Optional<String> exceeded(Instant now) {
        long memory = limits.memoryBytes() == 0 ? 0 : memory(members);
        int pids = members.values().stream().mapToInt(ProcessStat::threads).sum();
        long percent = cpu.add(members.values(), now);
        peakMemory = Math.max(peakMemory, memory);
        if (limits.memoryBytes() > 0 && memory > limits.memoryBytes()) {
            return Optional.of(OverLimit.memory(
                    OptionalLong.of(limits.memoryBytes()), OptionalLong.of(peakMemory), "by BootAgent", mechanism()));
        }
        if (limits.pids() > 0 && pids > limits.pids()) {
            return Optional.of(OverLimit.pids(limits.pids(), pids, mechanism()));
        }
        return limits.cpuPercent() > 0 && percent > limits.cpuPercent()
                ? Optional.of(OverLimit.cpu(limits.cpuPercent(), percent, cpu.window(), mechanism()))
                : Optional.empty();
    }

    /** Returns the memory used. The cheap sum counts shared pages for each process, so the exact one is computed only if that is too high. */
    private long memory(Map<Long, ProcessStat> processes) {
        long resident = processes.keySet().stream().mapToLong(proc::resident).sum();
        return limits.memoryBytes() > 0 && resident <= limits.memoryBytes()
                ? resident
                : processes.keySet().stream().mapToLong(proc::proportional).sum();
    }

    private void kill() {
        for (var member : members.values()) {
            if (isThere(member)) {
                ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private boolean isThere(ProcessStat member) {
        return proc.stat(member.pid())
                .filter(now -> now.start() == member.start() && !now.zombie())
                .isPresent();
    }

    @Override
    public synchronized Optional<String> overLimit() {
        return Optional.ofNullable(over);
    }

    @Override
    public synchronized void ending() {
        if (process != null) {
            members = ProcessTree.of(process, members, proc.stats());
        }
    }

    /** Kills all known members, those that left the session included. */
    @Override
    public void clear() {
        polling.forget(this);
        synchronized (this) {
            for (int i = 0; i < TRIES && members.values().stream().anyMatch(this::isThere); i++) {
                kill();
                MarkedProcesses.pause();
            }
            members = Map.of();
        }
    }
}
