package org.bootagent.booterctl;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, pushes and deletes packages on the server. */
final class PackageCommands {
    private PackageCommands() {}

    @Command(name = "push", description = "Push a package to the server, for hosts to fetch.")
    static final class Push extends Subcommand {
        @Parameters(paramLabel = "FILE", description = "A deb, rpm, tar or zip, or an executable.")
        private Path file;

        @Option(names = "--replace", description = "Replace a package of the same name.")
        private boolean replace;

        @Override
        Exit run(Session session) throws CommandException {
            session.output().details(Packages.push(session.server(), file, replace));
            return Exit.SUCCESS;
        }
    }

    @Command(name = "packages", description = "List the packages on the server.")
    static final class PushedPackages extends Subcommand {
        @Override
        Exit run(Session session) throws CommandException {
            var packages = session.server().get("/api/v2/packages").path("packages");
            session.output().rows(packages, Table.of("file", "size", "checksum", "url"));
            return Exit.SUCCESS;
        }
    }
}
