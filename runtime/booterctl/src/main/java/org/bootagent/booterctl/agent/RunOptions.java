package org.bootagent.booterctl.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.command.HostRules;
import org.bootagent.booterctl.command.JobFields;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that tell how an agent is run. */
final class RunOptions {
    @Mixin
    private ResourceOptions resources;

    @Mixin
    private HealthOptions health;

    @Option(
            names = "--command",
            paramLabel = "STRING",
            description = "Program and arguments, quoted as in a shell; nothing is expanded.")
    private String command;

    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            description = "What to do when the agent ends by itself: classic, sidecar, fast.")
    private RestartPolicy restart;

    @Option(names = "--user", paramLabel = "U", description = "User that the agent runs as.")
    private String user;

    @Option(
            names = "--stop-signal",
            paramLabel = "NAME",
            description = "Signal that asks the agent to stop, such as INT (default: TERM).")
    private String stopSignal;

    @Option(
            names = "--stop-grace",
            paramLabel = "S",
            description = "Seconds until the agent is killed after the signal (default: 10).")
    private Double stopGrace;

    @Option(
            names = "--after",
            paramLabel = "NAME",
            split = ",",
            description = "Agents that start first when BootAgent starts. Repeat it, or separate by commas.")
    private List<String> after;

    @Option(
            names = "--keep",
            paramLabel = "PATH",
            split = ",",
            description = "Paths in the release that upgrades keep, beside etc. Repeat it, or separate by commas.")
    private List<String> keep;

    /** Values as the wire spells them. */
    enum RestartPolicy {
        classic,
        sidecar,
        fast
    }

    void fill(ObjectNode job) {
        resources.fill(job);
        health.fill(job);
        JobFields.put(job, "command", command);
        JobFields.put(job, "restart", restart == null ? null : restart.name());
        JobFields.put(job, "user", user);
        JobFields.put(job, "stopSignal", stopSignal);
        JobFields.put(job, "stopGrace", stopGrace);
        if (keep != null) {
            keep.forEach(job.putArray("keep")::add);
        }
        if (after != null) {
            after.forEach(job.putArray("after")::add);
        }
    }

    void check() throws CommandException {
        var options = JsonNodeFactory.instance.objectNode();
        fill(options);
        HostRules.checkAgent(options);
    }
}
