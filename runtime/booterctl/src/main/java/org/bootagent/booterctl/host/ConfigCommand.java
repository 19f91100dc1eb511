package org.bootagent.booterctl.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.JobCommand;
import org.bootagent.booterctl.command.JobFields;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes how a host reports. */
@Command(name = "config", description = "Change where and how often a host reports.")
public final class ConfigCommand extends JobCommand {
    @Option(
            names = "--servers",
            paramLabel = "L",
            description = "Servers, HOST[:PORT],HOST[:PORT]; tried before the built-in ones.")
    private String servers;

    @Option(names = "--step", paramLabel = "N", description = "Seconds between two reports.")
    private Integer step;

    @Override
    protected String action() {
        return "config";
    }

    @Override
    protected void check() throws CommandException {
        if (servers == null && step == null) {
            throw CommandException.usage("give --servers L, --step N, or both");
        }
    }

    @Override
    protected void fill(ObjectNode job, Server server) {
        JobFields.put(job, "svrlist", servers);
        JobFields.put(job, "step", step);
    }
}
