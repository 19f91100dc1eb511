package org.bootagent.booterctl.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.HostRows;
import org.bootagent.booterctl.command.JobCommand;
import org.bootagent.booterctl.command.JobFields;
import org.bootagent.booterctl.command.JobWatch;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import org.bootagent.booterctl.console.Table;
import org.bootagent.booterctl.packages.PackageOptions;
import org.bootagent.wire.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs as such. */
public final class JobCommands {
    private JobCommands() {}

    @Command(
            name = "job",
            description = "Show a job (with --wait: until its result is in), or run any action.",
            subcommands = Run.class)
    public static final class JobDetails extends Subcommand {
        // Not required by picocli, or 'job run' would need one, too.
        @Parameters(arity = "0..1", paramLabel = "ID", description = "The job's id.")
        private String id;

        @Override
        protected Exit run(Session session) throws CommandException {
            if (id == null) {
                throw CommandException.usage("give the job's id: 'booterctl job ID'; 'booterctl jobs' lists jobs");
            }
            var job = session.server().get("/api/v2/jobs/" + Server.encoded(id));
            if (session.waits()) {
                return JobWatch.follow(session, job);
            }
            session.output().details(job);
            return JobWatch.exit(job);
        }
    }

    @Command(name = "run", description = "Run any action on a host.")
    static final class Run extends JobCommand {
        @Parameters(
                index = "1",
                paramLabel = "ACTION",
                description = "The action; 'booterctl host SN' lists those of the host.")
        private String action;

        @Option(
                names = "--name",
                paramLabel = "N",
                description = "The agent's name; none for a job on the host itself.")
        private String name;

        @Option(
                names = "--param",
                paramLabel = "K=V",
                description =
                        "A parameter; V is JSON if it is a number, true, false, an object, an array or a quoted string, else text.")
        private Map<String, String> params = new LinkedHashMap<>();

        @Mixin
        private PackageOptions packages;

        @Override
        protected String action() {
            return action;
        }

        @Override
        protected void check() throws CommandException {
            packages.check(false);
        }

        @Override
        protected void fill(ObjectNode job, Server server) throws CommandException {
            JobFields.put(job, "name", name);
            packages.fill(job, server);
            if (!params.isEmpty()) {
                var parameters = job.putObject("parameters");
                params.forEach((key, value) -> parameters.set(key, value(value)));
            }
        }

        private static JsonNode value(String text) {
            try {
                var tree = Json.MAPPER.readTree(text);
                return tree.isNull() || tree.isMissingNode() ? TextNode.valueOf(text) : tree;
            } catch (JsonProcessingException e) {
                return TextNode.valueOf(text);
            }
        }
    }

    @Command(name = "jobs", description = "List jobs, the newest first.")
    public static final class Jobs extends Subcommand {
        @Mixin
        private HostRows rows;

        @Override
        protected Exit run(Session session) throws CommandException {
            var jobs = rows.read(session.server(), "jobs");
            session.output()
                    .rows(
                            jobs,
                            Table.of(
                                    "id",
                                    "agentsn",
                                    "action",
                                    "name",
                                    "status",
                                    "errcode",
                                    "createdBy",
                                    "created",
                                    "message"));
            return Exit.SUCCESS;
        }
    }

    @Command(name = "cancel", description = "Cancel a job; one that is on its host already is cancelled there.")
    public static final class Cancel extends Subcommand {
        @Parameters(paramLabel = "JOB", description = "The job's id.")
        private String id;

        @Override
        protected Exit run(Session session) throws CommandException {
            var job = session.server().delete("/api/v2/jobs/" + Server.encoded(id));
            session.output().details(job);
            if (!JobWatch.finished(job) && !session.output().json()) {
                session.output().line("its host was asked to cancel it: 'booterctl job " + id + " --wait' follows it");
            }
            return Exit.SUCCESS;
        }
    }
}
