package org.bootagent.booterctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that list hosts, agents and events. */
final class ListCommands {
    private ListCommands() {}

    @Command(name = "hosts", description = "List the hosts.")
    static final class Hosts extends Subcommand {
        @Option(names = "--tag", paramLabel = "K=V", description = "Only hosts with this tag.")
        private String tag;

        @Option(names = "--online", description = "Only hosts that reported within their last three steps.")
        private boolean online;

        @Override
        Exit run(Session session) throws CommandException {
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
    static final class HostDetails extends Subcommand {
        @Parameters(paramLabel = "SN", description = "Serial number, the beginning of one, or host name.")
        private String host;

        @Override
        Exit run(Session session) throws CommandException {
            session.output().details(session.server().get(HostLookup.path(session.server(), host)));
            return Exit.SUCCESS;
        }
    }

    @Command(name = "agents", description = "List the agents of a host, or of all hosts.")
    static final class Agents extends Subcommand {
        @Parameters(
                arity = "0..1",
                paramLabel = "SN",
                description = "Serial number, the beginning of one, or host name.")
        private String host;

        @Override
        Exit run(Session session) throws CommandException {
            var agents = Lists.all(session.server(), of(session.server(), host) + "/agents", "agents");
            session.output().rows(agents, table(host == null));
            return Exit.SUCCESS;
        }

        private static Table table(boolean ofAllHosts) {
            return ofAllHosts
                    ? Table.of(
                            "agentsn",
                            "name",
                            "status",
                            "state",
                            "health",
                            "pid",
                            "uptime",
                            "restarts",
                            "version",
                            "limits",
                            "mechanism",
                            "reason")
                    : Table.of(
                            "name",
                            "status",
                            "state",
                            "health",
                            "pid",
                            "uptime",
                            "restarts",
                            "version",
                            "release",
                            "limits",
                            "mechanism",
                            "reason");
        }
    }

    @Command(name = "events", description = "List events, the newest first.")
    static final class Events extends Subcommand {
        @Mixin
        private HostRows rows;

        @Override
        Exit run(Session session) throws CommandException {
            var events = rows.read(session.server(), "events");
            session.output().rows(events, Table.of("time", "agentsn", "agent", "type", "detail"));
            return Exit.SUCCESS;
        }
    }

    static String of(Server server, String host) throws CommandException {
        return host == null ? "/api/v2" : HostLookup.path(server, host);
    }
}
