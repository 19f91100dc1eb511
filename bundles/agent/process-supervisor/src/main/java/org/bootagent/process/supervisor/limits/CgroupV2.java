package org.bootagent.process.supervisor.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/**
 * Limits by cgroup v2, with one hierarchy. Every agent has a cgroup, limited or not: limits can then be changed while it runs, and processes that left its
 * process group are still found at its end. For that, the hierarchy is useful even if no controller is delegated to us.
 */
record CgroupV2(Path root, Set<Resource> resources) implements Limiter {
    static final String MECHANISM = "cgroup-v2";
    private static final int PERIOD_MICROS = 100_000;
    private static final String NO_LIMIT = "max";

    /** Returns empty where we may not make cgroups. */
    static Optional<Limiter> in(CgroupHierarchies hierarchies, String home) {
        try {
            var place = hierarchies.unified();
            if (place.isEmpty()) {
                return Optional.empty();
            }
            var root = new Cgroup(place.get().resolve(home));
            root.create();
            return Optional.of(new CgroupV2(root.path(), enable(new Cgroup(place.get()), root)));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    /** Enables controllers for agents' cgroups, and returns them. */
    private static Set<Resource> enable(Cgroup place, Cgroup root) {
        try {
            var resources = controllers(place);
            if (!resources.isEmpty()) {
                String wanted = resources.stream()
                        .map(resource -> '+' + resource.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
                delegate(place, wanted);
                root.set("cgroup.subtree_control", wanted);
            }
            return resources;
        } catch (IOException notDelegated) {
            return EnumSet.noneOf(Resource.class);
        }
    }

    private static Set<Resource> controllers(Cgroup place) throws IOException {
        var file = place.path().resolve("cgroup.controllers");
        var names = Files.exists(file)
                ? Arrays.asList(Files.readString(file).strip().split(" ", -1))
                : List.<String>of();
        var resources = EnumSet.allOf(Resource.class);
        resources.removeIf(resource -> !names.contains(resource.name().toLowerCase(Locale.ROOT)));
        return resources;
    }

    /** Delegates controllers. A cgroup that does so must have no processes of its own, so all of ours first move to a child. */
    private static void delegate(Cgroup own, String controllers) throws IOException {
        try {
            own.set("cgroup.subtree_control", controllers);
        } catch (IOException occupied) {
            var ours = new Cgroup(own.path().resolve(CgroupHierarchies.SELF));
            ours.create();
            for (var pid : own.members()) {
                ours.add(pid);
            }
            own.set("cgroup.subtree_control", controllers);
        }
    }

    @Override
    public String mechanism() {
        return MECHANISM;
    }

    @Override
    public boolean holdsAll() {
        return true;
    }

    @Override
    public LimitScope create(String agent, Limits limits) throws JobException {
        var scope = new Scope(agent, cgroup(agent), limits);
        scope.clear();
        try {
            scope.cgroup.create();
            scope.set(limits, Limits.NONE);
            return scope;
        } catch (IOException e) {
            scope.clear();
            throw Cgroup.unsupported(agent, MECHANISM, e);
        }
    }

    @Override
    public LimitScope adopt(String agent, Limits limits) {
        return new Scope(agent, cgroup(agent), limits);
    }

    private Cgroup cgroup(String agent) {
        return Cgroup.of(root, agent);
    }

    @Override
    public void sweep(Set<String> agents) {
        Cgroup.sweep(root, agents);
    }

    @Override
    public void close() {
        new Cgroup(root).removeIfUnused();
    }

    private static final class Scope implements LimitScope {
        private final String agent;
        private final Cgroup cgroup;
        private volatile Limits limits;

        Scope(String agent, Cgroup cgroup, Limits limits) {
            this.agent = agent;
            this.cgroup = cgroup;
            this.limits = limits;
        }

        @Override
        public List<Path> joinFiles() {
            return cgroup.exists() ? List.of(cgroup.procs()) : List.of();
        }

        @Override
        public String mechanism() {
            return limits.equals(Limits.NONE) ? "" : MECHANISM;
        }

        @Override
        public void started(ProcessRecord process) {}

        @Override
        public void change(Limits wanted) throws JobException {
            MemoryInUse.checkBelow(cgroup, "memory.current", agent, wanted);
            try {
                set(wanted, limits);
                limits = wanted;
            } catch (IOException e) {
                throw Cgroup.unsupported(agent, MECHANISM, e);
            }
        }

        private void set(Limits wanted, Limits before) throws IOException {
            if (wanted.memoryBytes() != before.memoryBytes()) {
                cgroup.set("memory.max", orNone(wanted.memoryBytes()));
                cgroup.setIfThere("memory.swap.max", wanted.memoryBytes() == 0 ? NO_LIMIT : "0");
                cgroup.setIfThere("memory.oom.group", wanted.memoryBytes() == 0 ? "0" : "1");
            }
            if (wanted.cpuPercent() != before.cpuPercent()) {
                cgroup.set("cpu.max", orNone(wanted.cpuPercent() * (PERIOD_MICROS / 100L)) + " " + PERIOD_MICROS);
            }
            if (wanted.pids() != before.pids()) {
                cgroup.set("pids.max", orNone(wanted.pids()));
            }
        }

        private static String orNone(long limit) {
            return limit == 0 ? NO_LIMIT : Long.toString(limit);
        }

        @Override
        public Optional<String> overLimit() {
            if (cgroup.number("memory.events", "oom_kill") == 0) {
                return Optional.empty();
            }
            return Optional.of(OverLimit.memory(cgroup.number("memory.max"), peak(), "by the kernel", MECHANISM));
        }

        private OptionalLong peak() {
            return cgroup.number("memory.peak");
        }

        @Override
        public boolean occupied() {
            return cgroup.occupied();
        }

        @Override
        public void clear() {
            cgroup.clear();
        }
    }
}
