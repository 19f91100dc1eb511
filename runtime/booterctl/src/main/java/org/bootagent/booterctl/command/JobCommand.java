package org.bootagent.booterctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.HostLookup;
import org.bootagent.booterctl.client.Server;
import picocli.CommandLine.Parameters;

/** A command that asks a host for a job. */
public abstract class JobCommand extends Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "SN",
            description = "The host: serial number, the beginning of one, or host name.")
    private String host;

    protected abstract String action();

    /** Refuses options that make no sense before anything is sent. */
    protected void check() throws CommandException {}

    /** Adds the agent's name and the parameters. */
    protected abstract void fill(ObjectNode job, Server server) throws CommandException;

    @Override
    protected final Exit run(Session session) throws CommandException {
        check();
        var server = session.server();
        String path = HostLookup.path(server, host);
        var job = JsonNodeFactory.instance.objectNode();
        job.put("action", action());
        fill(job, server);
        var queued = server.post(path + "/jobs", job);
        return session.waits() ? JobWatch.follow(session, queued) : JobWatch.show(session, queued);
    }
}
