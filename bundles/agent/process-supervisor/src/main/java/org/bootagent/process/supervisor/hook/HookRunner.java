package org.bootagent.process.supervisor.hook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.concurrent.Uninterrupted;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.bootagent.process.supervisor.limits.Limiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an agent's hooks before and after its start and stop. */
public final class HookRunner {
    private static final Logger LOG = LoggerFactory.getLogger(HookRunner.class);

    private final SideCommands commands;
    private final Limiter limiter;
    private final EventSink events;

    public HookRunner(SideCommands commands, Limiter limiter, EventSink events) {
        this.commands = commands;
        this.limiter = limiter;
        this.events = events;
    }

    /** @throws JobException if the agent must not start; nothing of the hook is left */
    public void preStart(AgentSpec spec) throws JobException {
        var hook = spec.hooks().preStart();
        if (hook == null) {
            return;
        }
        var scope = limiter.create(spec.name(), spec.limits());
        try {
            var failure =
                    commands.run(spec, scope.joinFiles(), hook, spec.hooks().timeout());
            if (failure.isPresent()) {
                throw new JobException(
                        ErrorCode.DOES_NOT_START,
                        "Agent " + spec.name() + " does not start: its hook preStart failed: " + failure.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobException(
                    ErrorCode.CANCELLED,
                    "Agent " + spec.name() + " does not start: its hook preStart was broken off",
                    e);
        } finally {
            scope.clear();
        }
    }

    public void postStart(AgentSpec spec, AgentProcess process) {
        run(
                "postStart",
                spec,
                spec.hooks().postStart(),
                process.limits().scope().joinFiles());
    }

    public void preStop(AgentSpec spec, AgentProcess process) {
        run("preStop", spec, spec.hooks().preStop(), process.limits().scope().joinFiles());
    }

    public void postStop(AgentSpec spec) {
        run("postStop", spec, spec.hooks().postStop(), List.of());
    }

    private void run(String name, AgentSpec spec, List<String> hook, List<Path> joinFiles) {
        if (hook != null) {
            failure(spec, joinFiles, hook, spec.hooks().timeout()).ifPresent(failure -> {
                String detail = "hook " + name + " failed: " + failure;
                LOG.warn("Agent {}: {}", spec.name(), detail);
                events.publish(Event.Type.HOOK_FAILED, spec.name(), detail);
            });
        }
    }

    /** Returns the failure of a hook. A cancelled job's interrupt ends waiting, but not the hooks of a stop. */
    private Optional<String> failure(AgentSpec spec, List<Path> joinFiles, List<String> hook, Duration timeout) {
        return Uninterrupted.call(() -> {
            try {
                return commands.run(spec, joinFiles, hook, timeout);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("it was broken off");
            }
        });
    }
}
