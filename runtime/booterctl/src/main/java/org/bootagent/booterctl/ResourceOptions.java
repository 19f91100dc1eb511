package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** An agent's environment and what it may use. */
final class ResourceOptions {
    @Option(
            names = "--env",
            paramLabel = "K=V",
            description = "Set for the agent. Repeat it; together they replace the earlier ones.")
    private Map<String, String> env = new LinkedHashMap<>();

    @Option(names = "--cpu", paramLabel = "P%", description = "Most CPU, in percent of one core, such as 10%%.")
    private String cpu;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Most memory, such as 20M.")
    private String memory;

    void fill(ObjectNode job) {
        if (!env.isEmpty()) {
            env.forEach(job.putObject("envs")::put);
        }
        if (cpu != null || memory != null) {
            var limits = job.putObject("limits");
            put(limits, "CPU", cpu);
            put(limits, "memory", memory);
        }
    }

    static void put(ObjectNode object, String field, String value) {
        if (value != null) {
            object.put(field, value);
        }
    }
}
