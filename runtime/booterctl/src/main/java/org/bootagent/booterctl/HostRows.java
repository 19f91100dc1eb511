package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The newest rows of a growing list, of one host or of all. */
final class HostRows {
    @Parameters(arity = "0..1", paramLabel = "SN", description = "Serial number, the beginning of one, or host name.")
    private String host;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Most rows to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    ArrayNode read(Server server, String list) throws CommandException {
        return Lists.first(server, ListCommands.of(server, host) + "/" + list, list, limit);
    }
}
