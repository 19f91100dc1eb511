package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;

/** Limits by cgroup v2: one hierarchy. */
record CgroupV2(Path root) implements Limiter {
    private static final int PERIOD_MICROS = 100_000;
    private static final String CONTROLLERS = "+cpu +memory";

    /** Empty where the controllers are not delegated to us. */
    static Optional<Limiter> in(CgroupHierarchies hierarchies, String home) {
        try {
            var place = hierarchies.unified();
            if (place.isEmpty() || !has(place.get(), "cpu") || !has(place.get(), "memory")) {
                return Optional.empty();
            }
            delegate(new Cgroup(place.get()));
            var root = new Cgroup(place.get().resolve(home));
            root.create();
            root.set("cgroup.subtree_control", CONTROLLERS);
            return Optional.of(new CgroupV2(root.path()));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private static boolean has(Path place, String controller) throws IOException {
        var file = place.resolve("cgroup.controllers");
        return Files.exists(file)
                && Arrays.asList(Files.readString(file).strip().split(" ", -1)).contains(controller);
    }

    /** A cgroup that hands controllers down must have no processes of its own, so we first move to one below. */
    private static void delegate(Cgroup own) throws IOException {
        try {
            own.set("cgroup.subtree_control", CONTROLLERS);
        } catch (IOException occupied) {
            var ours = new Cgroup(own.path().resolve("bootagent"));
            ours.create();
            ours.set("cgroup.procs", Long.toString(ProcessHandle.current().pid()));
            own.set("cgroup.subtree_control", CONTROLLERS);
        }
    }

    @Override
    public String mechanism() {
        return "cgroup v2";
    }

    @Override
    public Cage enclose(String agent, Limits limits) throws JobException {
        var cgroup = new Cgroup(root.resolve(agent));
        cgroup.clear();
        if (limits.equals(Limits.NONE)) {
            return Cage.OPEN;
        }
        try {
            cgroup.create();
            if (limits.cpuPercent() > 0) {
                cgroup.set("cpu.max", limits.cpuPercent() * (PERIOD_MICROS / 100L) + " " + PERIOD_MICROS);
            }
            if (limits.memoryBytes() > 0) {
                cgroup.set("memory.max", Long.toString(limits.memoryBytes()));
                cgroup.setIfThere("memory.swap.max", "0");
                cgroup.setIfThere("memory.oom.group", "1");
            }
            return new Enclosure(cgroup);
        } catch (IOException e) {
            cgroup.clear();
            throw new JobException(
                    ErrorCode.LIMITS_UNSUPPORTED,
                    "The limits of agent " + agent + " cannot be set by cgroup v2: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Cage enclosed(String agent) {
        return new Enclosure(new Cgroup(root.resolve(agent)));
    }

    @Override
    public void close() {
        new Cgroup(root).removeIfUnused();
    }

    private record Enclosure(Cgroup cgroup) implements Cage {
        @Override
        public List<Path> entrances() {
            return cgroup.exists() ? List.of(cgroup.procs()) : List.of();
        }

        @Override
        public Optional<String> overLimit() {
            if (cgroup.number("memory.events", "oom_kill") == 0) {
                return Optional.empty();
            }
            return Optional.of(
                    OverLimit.memory(cgroup.number("memory.max"), cgroup.number("memory.peak"), "cgroup v2"));
        }

        @Override
        public void clear() {
            cgroup.clear();
        }
    }
}
