package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands on an installed agent. */
final class AgentCommands {
    private AgentCommands() {}

    /** Command whose name is also the action. */
    abstract static class OfAgent extends JobCommand {
        @Parameters(index = "1", paramLabel = "NAME", description = "The agent's name.")
        private String name;

        @Override
        final String action() {
            return getClass().getAnnotation(Command.class).name();
        }

        @Override
        void fill(ObjectNode job, Server server) throws CommandException {
            job.put("name", name);
        }
    }

    @Command(name = "uninstall", description = "Stop an agent and remove it from its host.")
    static final class Uninstall extends OfAgent {}

    @Command(name = "start", description = "Start an agent.")
    static final class Start extends OfAgent {
        @Mixin
        private ResourceOptions resources;

        @Override
        void check() throws CommandException {
            resources.check();
        }

        @Override
        void fill(ObjectNode job, Server server) throws CommandException {
            super.fill(job, server);
            resources.fill(job);
        }
    }

    @Command(name = "stop", description = "Stop an agent until it is started again.")
    static final class Stop extends OfAgent {}

    @Command(name = "restart", description = "Stop an agent and start it again.")
    static final class Restart extends OfAgent {
        @Mixin
        private ResourceOptions resources;

        @Override
        void check() throws CommandException {
            resources.check();
        }

        @Override
        void fill(ObjectNode job, Server server) throws CommandException {
            super.fill(job, server);
            resources.fill(job);
        }
    }

    @Command(
            name = "rollback",
            description =
                    "Return an agent to its previous release; the current one stays if the previous one does not start.")
    static final class Rollback extends OfAgent {
        @Option(names = "--force", description = "Also use a release that failed on this host before.")
        private boolean force;

        @Option(
                names = "--health-window",
                paramLabel = "S",
                description = "Seconds within which the release must become healthy (default: 60).")
        private Integer healthWindow;

        @Override
        void fill(ObjectNode job, Server server) throws CommandException {
            super.fill(job, server);
            if (force) {
                job.put("force", true);
            }
            if (healthWindow != null) {
                job.put("healthWindow", healthWindow);
            }
        }
    }
}
