package org.bootagent.booterctl.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.JobCommand;
import org.bootagent.booterctl.command.JobFields;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import org.bootagent.booterctl.packages.PackageOptions;
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
public final class BundleCommands extends Subcommand {
    @Override
    protected Exit run(Session session) throws CommandException {
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
        protected void check() throws CommandException {
            packages.check(true);
        }

        @Override
        protected void fill(ObjectNode job, Server server) throws CommandException {
            packages.fill(job, server);
            JobFields.put(job, "healthWindow", healthWindow);
        }
    }

    @Command(name = "install", description = "Install a bundle; the job is done when it is active.")
    static final class Install extends FromJar {
        @Override
        protected String action() {
            return "bundle-install";
        }
    }

    @Command(
            name = "update",
            description = "Replace a bundle; the old one is restored if the new one does not become active.")
    static final class Update extends FromJar {
        @Override
        protected String action() {
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
        protected String action() {
            return "bundle-remove";
        }

        @Override
        protected void fill(ObjectNode job, Server server) {
            job.put("bundle", bundle);
        }
    }

    @Command(name = "list", description = "List the bundles; --wait prints them, as the job's message.")
    static final class ListBundles extends JobCommand {
        @Override
        protected String action() {
            return "bundle-list";
        }

        @Override
        protected void fill(ObjectNode job, Server server) {
            // There is nothing to say.
        }
    }
}
