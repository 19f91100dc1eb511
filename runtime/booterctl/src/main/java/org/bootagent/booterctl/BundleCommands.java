package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the bundles of a host that provide its actions. */
@Command(
        name = "bundle",
        description = "Install, update, remove and list the action bundles of a host, without a restart.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BundleCommands.Install.class,
            BundleCommands.Update.class,
            BundleCommands.Remove.class,
            BundleCommands.ListBundles.class
        })
final class BundleCommands extends Subcommand {
    @Override
    Exit run(Session session) throws CommandException {
        throw CommandException.usage("give a bundle command: install, update, remove or list");
    }

    abstract static class FromJar extends JobCommand {
        @Mixin
        private PackageOptions packages;

        @Option(
                names = "--health-window",
                paramLabel = "S",
                description =
                        "Seconds within which the bundle must be active; otherwise the bundle before it is restored.")
        private Integer healthWindow;

        @Override
        void check() throws CommandException {
            packages.check(true);
        }

        @Override
        void fill(ObjectNode job, Server server) throws CommandException {
            packages.fill(job, server);
            if (healthWindow != null) {
                job.put("healthWindow", healthWindow);
            }
        }
    }

    @Command(name = "install", description = "Install a bundle; the job is done when it is active.")
    static final class Install extends FromJar {
        @Override
        String action() {
            return "bundle-install";
        }
    }

    @Command(
            name = "update",
            description = "Replace a bundle; the old one is restored if the new one does not become active.")
    static final class Update extends FromJar {
        @Override
        String action() {
            return "bundle-update";
        }
    }

    @Command(name = "remove", description = "Remove a bundle.")
    static final class Remove extends JobCommand {
        @Parameters(
                index = "1",
                paramLabel = "SYMBOLIC-NAME",
                description = "Symbolic name of the bundle, such as org.example.action.ping.")
        private String bundle;

        @Override
        String action() {
            return "bundle-remove";
        }

        @Override
        void fill(ObjectNode job, Server server) {
            job.put("bundle", bundle);
        }
    }

    @Command(name = "list", description = "List the bundles; --wait prints them, as the job's message.")
    static final class ListBundles extends JobCommand {
        @Override
        String action() {
            return "bundle-list";
        }

        @Override
        void fill(ObjectNode job, Server server) {
            // There is nothing to say.
        }
    }
}
