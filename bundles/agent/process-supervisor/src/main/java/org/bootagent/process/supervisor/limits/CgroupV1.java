package org.bootagent.process.supervisor.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.bootagent.process.supervisor.proc.ProcessTree;

/** Limits by cgroup v1, with one hierarchy per controller. Only a limited agent has cgroups. */
record CgroupV1(Map<Resource, Path> roots, ProcFs proc) implements Limiter {
    static final String MECHANISM = "cgroup-v1";
    private static final int PERIOD_MICROS = 100_000;
    private static final String MEMORY_LIMIT = "memory.limit_in_bytes";
    private static final String MEMORY_AND_SWAP_LIMIT = "memory.memsw.limit_in_bytes";

    /** Returns empty where we may not make cgroups. */
    static Optional<Limiter> in(CgroupHierarchies hierarchies, String home, ProcFs proc) {
        var roots = new EnumMap<Resource, Path>(Resource.class);
        for (var resource : Resource.values()) {
            hierarchies
                    .controller(resource.name().toLowerCase(Locale.ROOT))
                    .filter(Files::isWritable)
                    .ifPresent(place -> roots.put(resource, place.resolve(home)));
        }
        return roots.isEmpty() ? Optional.empty() : Optional.of(new CgroupV1(roots, proc));
    }

    @Override
    public Set<Resource> resources() {
        return roots.keySet();
    }

    @Override
    public String mechanism() {
        return MECHANISM;
    }

    @Override
    public LimitScope create(String agent, Limits limits) throws JobException {
        var scope = new Scope(agent, roots, limits, proc);
        scope.clear();
        try {
            scope.set(limits, Limits.NONE);
            return scope;
        } catch (IOException e) {
            scope.clear();
            throw Cgroup.unsupported(agent, MECHANISM, e);
        }
    }

    @Override
    public LimitScope adopt(String agent, Limits limits) {
        return new Scope(agent, roots, limits, proc);
    }

    @Override
    public void sweep(Set<String> agents) {
        roots.values().forEach(root -> Cgroup.sweep(root, agents));
    }

    @Override
    public void close() {
        roots.values().forEach(root -> new Cgroup(root).removeIfUnused());
    }

    private static final class Scope implements LimitScope {
        private final String agent;
        private final Cgroup cpu;
        private final Cgroup memory;
        private final Cgroup pids;
        private final ProcFs proc;
        private volatile Limits limits;
        private volatile ProcessRecord process;

        /** Uses a path that is never made for a controller that is not there, as no limit of it is ever set. */
        Scope(String agent, Map<Resource, Path> roots, Limits limits, ProcFs proc) {
            var nowhere = Path.of("/proc/nowhere");
            this.agent = agent;
            this.cpu = Cgroup.of(roots.getOrDefault(Resource.CPU, nowhere), agent);
            this.memory = Cgroup.of(roots.getOrDefault(Resource.MEMORY, nowhere), agent);
            this.pids = Cgroup.of(roots.getOrDefault(Resource.PIDS, nowhere), agent);
            this.limits = limits;
            this.proc = proc;
        }

        private List<Cgroup> all() {
            return List.of(memory, cpu, pids);
        }

        private List<Cgroup> there() {
            return all().stream().filter(Cgroup::exists).toList();
        }

        @Override
        public List<Path> joinFiles() {
            return there().stream().map(Cgroup::procs).toList();
        }

        @Override
        public String mechanism() {
            return limits.equals(Limits.NONE) ? "" : MECHANISM;
        }

        @Override
        public void started(ProcessRecord running) {
            process = running;
        }

        @Override
        public void change(Limits wanted) throws JobException {
            MemoryInUse.checkBelow(memory, "memory.usage_in_bytes", agent, wanted);
            MemoryInUse.check(anonymous(), agent, wanted);
            var before = there();
            try {
                set(wanted, limits);
                join(before);
                limits = wanted;
            } catch (IOException e) {
                throw Cgroup.unsupported(agent, MECHANISM, e);
            }
        }

        /** Sums up anonymous memory by process. A memory cgroup does not count what was allocated before a process joined it. */
        private long anonymous() {
            return process == null
                    ? 0
                    : ProcessTree.of(process, Map.of(), proc.stats()).keySet().stream()
                            .mapToLong(proc::anonymous)
                            .sum();
        }

        private void join(List<Cgroup> before) throws IOException {
            var made = new ArrayList<>(there());
            made.removeAll(before);
            if (process != null && !made.isEmpty()) {
                for (var member :
                        ProcessTree.of(process, Map.of(), proc.stats()).keySet()) {
                    for (var cgroup : made) {
                        cgroup.add(Long.toString(member));
                    }
                }
            }
        }

        private void set(Limits wanted, Limits before) throws IOException {
            if (wanted.memoryBytes() != before.memoryBytes()) {
                setMemory(wanted.memoryBytes() == 0 ? "-1" : Long.toString(wanted.memoryBytes()));
            }
            if (wanted.cpuPercent() != before.cpuPercent()) {
                cpu.create();
                cpu.set("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
                long quota = wanted.cpuPercent() * (PERIOD_MICROS / 100L);
                cpu.set("cpu.cfs_quota_us", quota == 0 ? "-1" : Long.toString(quota));
            }
            if (wanted.pids() != before.pids()) {
                pids.create();
                pids.set("pids.max", wanted.pids() == 0 ? "max" : Integer.toString(wanted.pids()));
            }
        }

        /** Sets both memory limits, in an order that depends on the direction: the second must never be below the first. */
        private void setMemory(String limit) throws IOException {
            memory.create();
            try {
                memory.set(MEMORY_LIMIT, limit);
                memory.setIfThere(MEMORY_AND_SWAP_LIMIT, limit);
            } catch (IOException raised) {
                memory.setIfThere(MEMORY_AND_SWAP_LIMIT, limit);
                memory.set(MEMORY_LIMIT, limit);
            }
        }

        @Override
        public Optional<String> overLimit() {
            if (memory.number("memory.oom_control", "oom_kill") == 0) {
                return Optional.empty();
            }
            return Optional.of(OverLimit.memory(
                    memory.number(MEMORY_LIMIT),
                    memory.number("memory.max_usage_in_bytes"),
                    "by the kernel",
                    MECHANISM));
        }

        @Override
        public boolean occupied() {
            return there().stream().anyMatch(Cgroup::occupied);
        }

        @Override
        public void clear() {
            all().forEach(Cgroup::clear);
        }
    }
}
