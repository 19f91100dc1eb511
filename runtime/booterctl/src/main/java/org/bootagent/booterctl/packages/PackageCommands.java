package org.bootagent.booterctl.packages;

import java.nio.file.Path;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import org.bootagent.booterctl.console.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, pushes and deletes packages on the server. */
public final class PackageCommands {
    private PackageCommands() {}

    @Command(name = "push", description = "Push a package to the server, for hosts to fetch.")
    public static final class Push extends Subcommand {
        @Parameters(paramLabel = "FILE", description = "A deb, rpm, tar or zip, or an executable.")
        private Path file;

        @Option(names = "--replace", description = "Replace a package of the same name.")
        private boolean replace;

        @Override
        protected Exit run(Session session) throws CommandException {
            session.output().details(Packages.push(session.server(), file, replace));
            return Exit.SUCCESS;
        }
    }

    @Command(name = "packages", description = "List the packages on the server.")
    public static final class PushedPackages extends Subcommand {
        @Override
        protected Exit run(Session session) throws CommandException {
            var packages = session.server().get("/api/v2/packages").path("packages");
            session.output().rows(packages, Table.of("file", "size", "checksum", "url"));
            return Exit.SUCCESS;
        }
    }
}
