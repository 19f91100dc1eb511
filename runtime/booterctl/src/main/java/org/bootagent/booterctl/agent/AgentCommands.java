package org.bootagent.booterctl.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.HostLookup;
import org.bootagent.booterctl.client.Lists;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.JobCommand;
import org.bootagent.booterctl.command.JobFields;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import org.bootagent.booterctl.console.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that list the agents, and control an installed one. */
public final class AgentCommands {
    private AgentCommands() {}

    @Command(name = "agents", description = "List the agents of a host, or of all hosts.")
    public static final class Agents extends Subcommand {
        @Parameters(
                arity = "0..1",
                paramLabel = "SN",
                description = "Serial number, the beginning of one, or host name.")
        private String host;

        @Override
        protected Exit run(Session session) throws CommandException {
            var agents =
                    Lists.all(session.server(), HostLookup.pathOrAll(session.server(), host) + "/agents", "agents");
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

    /** Command whose name is also the action. */
    abstract static class OfAgent extends JobCommand {
        @Parameters(index = "1", paramLabel = "NAME", description = "The agent's name.")
        private String name;

        @Override
        protected final String action() {
            return getClass().getAnnotation(Command.class).name();
        }

        @Override
        protected void fill(ObjectNode job, Server server) throws CommandException {
            job.put("name", name);
        }
    }

    @Command(name = "uninstall", description = "Stop an agent and remove it from its host.")
    public static final class Uninstall extends OfAgent {}

    /** Command that starts an agent, with new limits or environment if they are given. */
    abstract static class Starting extends OfAgent {
        @Mixin
        private ResourceOptions resources;

        @Override
        protected void check() throws CommandException {
            resources.check();
        }

        @Override
        protected void fill(ObjectNode job, Server server) throws CommandException {
            super.fill(job, server);
            resources.fill(job);
        }
    }

    @Command(name = "start", description = "Start an agent.")
    public static final class Start extends Starting {}

    @Command(name = "stop", description = "Stop an agent until it is started again.")
    public static final class Stop extends OfAgent {}

    @Command(name = "restart", description = "Stop an agent and start it again.")
    public static final class Restart extends Starting {}

    @Command(
            name = "rollback",
            description =
                    "Return an agent to its previous release; the current one stays if the previous one does not start.")
    public static final class Rollback extends OfAgent {
        @Option(names = "--force", description = "Also use a release that failed on this host before.")
        private boolean force;

        @Option(
                names = "--health-window",
                paramLabel = "S",
                description = "Seconds within which the release must become healthy (default: 60).")
        private Integer healthWindow;

        @Override
        protected void fill(ObjectNode job, Server server) throws CommandException {
            super.fill(job, server);
            if (force) {
                job.put("force", true);
            }
            JobFields.put(job, "healthWindow", healthWindow);
        }
    }
}
