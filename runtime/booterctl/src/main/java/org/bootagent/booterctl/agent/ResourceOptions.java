package org.bootagent.booterctl.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.command.HostRules;
import org.bootagent.booterctl.command.JobFields;
import picocli.CommandLine.Option;

/** Options of an agent's environment and limits. */
final class ResourceOptions {
    @Option(
            names = "--env",
            paramLabel = "K=V",
            description = "Environment variable of the agent. Repeat it; together they replace the earlier ones.")
    private Map<String, String> env = new LinkedHashMap<>();

    @Option(
            names = "--cpu",
            paramLabel = "P%",
            description =
                    "Most CPU, in percent of one core, such as 10%%. All limits together replace the earlier ones.")
    private String cpu;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Most memory, such as 20M.")
    private String memory;

    @Option(names = "--pids", paramLabel = "N", description = "Most processes and threads.")
    private String pids;

    @Option(names = "--files", paramLabel = "N", description = "Most open files of a process.")
    private String files;

    @Option(names = "--nice", paramLabel = "N", description = "Niceness, -20 to 19.")
    private String nice;

    void fill(ObjectNode job) {
        if (!env.isEmpty()) {
            env.forEach(job.putObject("envs")::put);
        }
        var limits = JsonNodeFactory.instance.objectNode();
        JobFields.put(limits, "CPU", cpu);
        JobFields.put(limits, "memory", memory);
        JobFields.put(limits, "pids", pids);
        JobFields.put(limits, "files", files);
        JobFields.put(limits, "nice", nice);
        if (!limits.isEmpty()) {
            job.set("limits", limits);
        }
    }

    void check() throws CommandException {
        var options = JsonNodeFactory.instance.objectNode();
        fill(options);
        HostRules.checkAgent(options);
    }
}
