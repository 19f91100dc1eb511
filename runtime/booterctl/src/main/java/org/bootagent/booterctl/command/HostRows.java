package org.bootagent.booterctl.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.HostLookup;
import org.bootagent.booterctl.client.Lists;
import org.bootagent.booterctl.client.Server;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads the newest rows of a growing list, of one host or of all. */
public final class HostRows {
    @Parameters(arity = "0..1", paramLabel = "SN", description = "Serial number, the beginning of one, or host name.")
    private String host;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Most rows to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    public ArrayNode read(Server server, String list) throws CommandException {
        return Lists.first(server, HostLookup.pathOrAll(server, host) + "/" + list, list, limit);
    }
}
