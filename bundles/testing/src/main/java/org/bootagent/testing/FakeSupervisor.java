package org.bootagent.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.ProgramFile;

/** Simulated processes, which outlive a crash of the host agent. */
public final class FakeSupervisor implements ProcessSupervisor {
    private final Faults faults;
    private final Map<String, AgentSpec> specs = new TreeMap<>();
    private final Map<String, AgentSpec> running = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> ailing = new HashSet<>();
    private final Set<String> givenUp = new HashSet<>();
    private final Set<String> restarting = new HashSet<>();

    private List<String> left = List.of();

    FakeSupervisor(Faults faults) {
        this.faults = faults;
    }

    /** Makes agents of this version end soon after their start. */
    public void breakVersion(String version) {
        broken.add(version);
    }

    /** Makes agents of this version stay up again. */
    public void repairVersion(String version) {
        broken.remove(version);
    }

    /** Makes agents of this version stay up with a failing health check. */
    public void ailVersion(String version) {
        ailing.add(version);
    }

    /** Ends a running agent like one that failed too often. */
    public void giveUp(String name) {
        running.remove(name);
        givenUp.add(name);
    }

    /** Begins to stop a running agent as an unhealthy one. */
    public void restartUnhealthy(String name) {
        restarting.add(name);
    }

    /** Makes stopped agents leave these processes. */
    public void leave(String... processes) {
        left = List.of(processes);
    }

    @Override
    public List<String> left(String name) {
        return running.containsKey(name) ? List.of() : left;
    }

    /** Returns the spec that the agent's process was started with, if it runs. */
    public Optional<AgentSpec> running(String name) {
        return Optional.ofNullable(running.get(name));
    }

    @Override
    public void define(AgentSpec spec) throws JobException {
        faults.step("define " + spec.version(), () -> specs.put(spec.name(), spec));
    }

    @Override
    public void start(String name) throws JobException {
        var spec = require(name);
        faults.step("start " + spec.version(), () -> {
            givenUp.remove(name);
            running.putIfAbsent(name, spec);
        });
    }

    @Override
    public void stop(String name) throws JobException {
        require(name);
        faults.step("stop", () -> {
            givenUp.remove(name);
            restarting.remove(name);
            running.remove(name);
        });
    }

    @Override
    public void restart(String name) throws JobException {
        var spec = require(name);
        faults.step("restart", () -> {
            givenUp.remove(name);
            running.put(name, spec);
        });
    }

    @Override
    public void remove(String name) throws JobException {
        faults.step("forget", () -> {
            specs.remove(name);
            running.remove(name);
            givenUp.remove(name);
        });
    }

    @Override
    public void awaitUp(String name, Duration settle, JobContext context) throws JobException {
        context.checkCancelled();
        var spec = require(name);
        faults.step("await " + spec.version(), () -> {
            if (!running.containsKey(name) || broken.contains(running.get(name).version())) {
                running.remove(name);
                throw new JobException(ErrorCode.CRASHED, name + " exited with 1: cannot read its configuration");
            }
        });
    }

    @Override
    public void awaitHealthy(String name, Duration window, JobContext context) throws JobException {
        context.checkCancelled();
        var spec = require(name);
        if (spec.health().isEmpty()) {
            return;
        }
        faults.step("healthy " + spec.version(), () -> {
            if (ailing.contains(spec.version())) {
                throw new JobException(ErrorCode.UNHEALTHY, name + " is not healthy: connection refused");
            }
        });
    }

    @Override
    public Optional<AgentSpec> spec(String name) {
        return Optional.ofNullable(specs.get(name));
    }

    @Override
    public Optional<AgentStatus> status(String name) {
        return spec(name).map(this::status);
    }

    @Override
    public Optional<ProgramFile> program(String name) {
        return spec(name)
                .flatMap(spec -> spec.command().stream()
                        .findFirst()
                        .map(program -> new ProgramFile(program, program.startsWith(spec.directory() + "/"))));
    }

    @Override
    public List<AgentStatus> statuses() {
        return specs.values().stream().map(this::status).toList();
    }

    private AgentStatus status(AgentSpec spec) {
        boolean up = running.containsKey(spec.name());
        var limits = up ? running.get(spec.name()).limits() : Limits.NONE;
        return new AgentStatus(
                spec.name(),
                spec.version(),
                spec.release(),
                state(spec.name()),
                up ? 4711 : 0,
                up ? Instant.EPOCH : null,
                0,
                "",
                limits,
                limits.equals(Limits.NONE) ? "" : "cgroup-v2",
                spec.health().isPresent() && up ? HealthState.HEALTHY : HealthState.NONE,
                "");
    }

    private ProcessState state(String name) {
        if (running.containsKey(name)) {
            return restarting.contains(name) ? ProcessState.RESTARTING : ProcessState.RUNNING;
        }
        return givenUp.contains(name) ? ProcessState.FATAL : ProcessState.STOPPED;
    }

    private AgentSpec require(String name) throws JobException {
        return spec(name).orElseThrow(() -> new JobException(ErrorCode.UNKNOWN_AGENT, "no agent " + name));
    }
}
