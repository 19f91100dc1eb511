package org.bootagent.booterctl.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.JobFields;
import org.bootagent.booterctl.packages.PackageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands that install and upgrade agents. */
public final class InstallCommands {
    private InstallCommands() {}

    abstract static class WithPackage extends AgentCommands.OfAgent {
        @Mixin
        private PackageOptions packages;

        @Mixin
        private RunOptions run;

        @Option(names = "--version", paramLabel = "V", description = "The version, if the package does not tell it.")
        private String version;

        @Option(
                names = "--job-timeout",
                paramLabel = "S",
                description = "Seconds that the job may take on the host, with its download (default of the host: 900)."
                        + " Without --wait, --timeout means the same.")
        private Integer jobTimeout;

        @Option(
                names = "--links",
                paramLabel = "WHERE",
                description =
                        "Where links in the package may lead: release (default), or host: also to files of the host.")
        private Links links;

        @Option(names = "--no-start", description = "Do not start the agent.")
        private boolean noStart;

        /** Values as the wire spells them. */
        enum Links {
            release,
            host
        }

        @Override
        protected void check() throws CommandException {
            packages.check(true);
            run.check();
            if (jobTimeout != null && jobTimeout < 1) {
                throw CommandException.usage("--job-timeout must be 1 or more seconds");
            }
        }

        @Override
        protected void fill(ObjectNode job, Server server) throws CommandException {
            super.fill(job, server);
            packages.fill(job, server);
            run.fill(job);
            JobFields.put(job, "version", version);
            JobFields.put(job, "links", links == null ? null : links.name());
            var timeout = jobTimeout == null ? timeoutOfJob() : OptionalInt.of(jobTimeout);
            timeout.ifPresent(seconds -> job.put("timeout", seconds));
            if (noStart) {
                job.put("start", false);
            }
        }
    }

    @Command(name = "install", description = "Install an agent on a host and start it.")
    public static final class Install extends WithPackage {}

    @Command(
            name = "upgrade",
            description = "Replace an agent's release; the old one is restored if the new one does not start.")
    public static final class Upgrade extends WithPackage {
        @Option(names = "--force", description = "Also use a package that failed on this host before.")
        private boolean force;

        @Option(
                names = "--health-window",
                paramLabel = "S",
                description =
                        "Seconds within which the release must become healthy, and is rolled back if it becomes unhealthy (default: 60).")
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
