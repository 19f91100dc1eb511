package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes how a host reports. */
@Command(name = "config", description = "Change where and how often a host reports.")
final class ConfigCommand extends JobCommand {
    @Option(
            names = "--servers",
            paramLabel = "L",
            description = "Servers, HOST[:PORT],HOST[:PORT]; tried before the built-in ones.")
    private String servers;

    @Option(names = "--step", paramLabel = "N", description = "Seconds between two reports.")
    private Integer step;

    @Override
    String action() {
        return "config";
    }

    @Override
    void check() throws CommandException {
        if (servers == null && step == null) {
            throw CommandException.usage("give --servers L, --step N, or both");
        }
    }

    @Override
    void fill(ObjectNode job, Server server) {
        ResourceOptions.put(job, "svrlist", servers);
        if (step != null) {
            job.put("step", step);
        }
    }
}
