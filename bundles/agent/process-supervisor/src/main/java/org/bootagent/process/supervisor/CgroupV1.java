package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;

/** Limits by cgroup v1: a hierarchy for each controller. */
record CgroupV1(Path cpu, Path memory) implements Limiter {
    private static final int PERIOD_MICROS = 100_000;

    /** Empty where we may not make cgroups. */
    static Optional<Limiter> in(CgroupHierarchies hierarchies, String home) {
        var cpu = hierarchies.controller("cpu").filter(Files::isWritable);
        var memory = hierarchies.controller("memory").filter(Files::isWritable);
        return cpu.isPresent() && memory.isPresent()
                ? Optional.of(new CgroupV1(cpu.get().resolve(home), memory.get().resolve(home)))
                : Optional.empty();
    }

    @Override
    public String mechanism() {
        return "cgroup v1";
    }

    @Override
    public Cage enclose(String agent, Limits limits) throws JobException {
        var cage = new Enclosure(new Cgroup(cpu.resolve(agent)), new Cgroup(memory.resolve(agent)));
        cage.clear();
        try {
            if (limits.cpuPercent() > 0) {
                cage.cpu.create();
                cage.cpu.set("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
                cage.cpu.set("cpu.cfs_quota_us", Long.toString(limits.cpuPercent() * (PERIOD_MICROS / 100L)));
            }
            if (limits.memoryBytes() > 0) {
                cage.memory.create();
                cage.memory.set("memory.limit_in_bytes", Long.toString(limits.memoryBytes()));
                cage.memory.setIfThere("memory.memsw.limit_in_bytes", Long.toString(limits.memoryBytes()));
            }
            return cage;
        } catch (IOException e) {
            cage.clear();
            throw new JobException(
                    ErrorCode.LIMITS_UNSUPPORTED,
                    "The limits of agent " + agent + " cannot be set by cgroup v1: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Cage enclosed(String agent) {
        return new Enclosure(new Cgroup(cpu.resolve(agent)), new Cgroup(memory.resolve(agent)));
    }

    @Override
    public void close() {
        new Cgroup(cpu).removeIfUnused();
        new Cgroup(memory).removeIfUnused();
    }

    private record Enclosure(Cgroup cpu, Cgroup memory) implements Cage {
        @Override
        public List<Path> entrances() {
            var entrances = new ArrayList<Path>();
            for (var cgroup : List.of(cpu, memory)) {
                if (cgroup.exists()) {
                    entrances.add(cgroup.procs());
                }
            }
            return entrances;
        }

        @Override
        public Optional<String> overLimit() {
            if (memory.number("memory.oom_control", "oom_kill") == 0) {
                return Optional.empty();
            }
            return Optional.of(OverLimit.memory(
                    memory.number("memory.limit_in_bytes"), memory.number("memory.max_usage_in_bytes"), "cgroup v1"));
        }

        @Override
        public void clear() {
            memory.clear();
            cpu.clear();
        }
    }
}
