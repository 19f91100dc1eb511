package org.bootagent.booterctl.host;

import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.HostLookup;
import org.bootagent.booterctl.client.Lists;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.HostRows;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import org.bootagent.booterctl.console.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that show hosts and their events. */
public final class HostCommands {
    private HostCommands() {}

    @Command(name = "hosts", description = "List the hosts.")
    public static final class Hosts extends Subcommand {
        @Option(names = "--tag", paramLabel = "K=V", description = "Only hosts with this tag.")
        private String tag;

        @Option(names = "--online", description = "Only hosts that reported within their last three steps.")
        private boolean online;

        @Override
        protected Exit run(Session session) throws CommandException {
            String query = (tag == null ? "" : "&tag=" + Server.encoded(tag)) + (online ? "&online=true" : "");
            var hosts = Lists.all(session.server(), "/api/v2/hosts" + query.replaceFirst("&", "?"), "hosts");
            session.output()
                    .rows(
                            hosts,
                            Table.of(
                                    "agentsn",
                                    "hostname",
                                    "online",
                                    "duplicate",
                                    "version",
                                    "step",
                                    "lastSeen",
                                    "tags",
                                    "trouble"));
            return Exit.SUCCESS;
        }
    }

    @Command(name = "host", description = "Show one host.")
    public static final class HostDetails extends Subcommand {
        @Parameters(paramLabel = "SN", description = "Serial number, the beginning of one, or host name.")
        private String host;

        @Override
        protected Exit run(Session session) throws CommandException {
            session.output().details(session.server().get(HostLookup.path(session.server(), host)));
            return Exit.SUCCESS;
        }
    }

    @Command(name = "events", description = "List events, the newest first.")
    public static final class Events extends Subcommand {
        @Mixin
        private HostRows rows;

        @Override
        protected Exit run(Session session) throws CommandException {
            var events = rows.read(session.server(), "events");
            session.output().rows(events, Table.of("time", "agentsn", "agent", "type", "detail"));
            return Exit.SUCCESS;
        }
    }
}
