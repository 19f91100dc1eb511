package org.bootagent.booterctl.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.HostLookup;
import org.bootagent.booterctl.client.Server;
import org.bootagent.booterctl.command.JobFields;
import org.bootagent.booterctl.command.JobWatch;
import org.bootagent.booterctl.command.Session;
import org.bootagent.booterctl.command.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a script or a command on a host, and prints its output as it arrives. */
@Command(
        name = "exec",
        description = "Run a script or a command on a host, and print its output as it comes. An interrupt cancels the"
                + " job. --timeout is how long the script may run.")
public final class ExecCommand extends Subcommand {
    /** Additional wait for the script's end and its result. */
    private static final Duration MORE = Duration.ofSeconds(60);

    @Parameters(
            index = "0",
            paramLabel = "SN",
            description = "The host: serial number, the beginning of one, or host name.")
    private String host;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "After --: the command and its arguments.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--script", paramLabel = "FILE", description = "A script instead of a command; -: standard input.")
    private String script;

    @Option(
            names = "--arg",
            paramLabel = "A",
            preprocessor = LiteralValue.class,
            description = "An argument of the script. Repeat it for more.")
    private List<String> args = new ArrayList<>();

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "Run with this agent's user, environment and directory.")
    private String agent;

    @Override
    protected Exit run(Session session) throws CommandException {
        if ((script == null) == command.isEmpty()) {
            throw CommandException.usage("give a command after --, or a script with --script FILE");
        }
        if (session.timeout().toSeconds() < 1) {
            throw CommandException.usage("--timeout must be 1 or more seconds");
        }
        refuseInput(session);
        var server = session.server();
        String path = HostLookup.path(server, host);
        var queued = server.post(path + "/jobs", job(session));
        if (queued.path("status").asText().equals("queued")) {
            explainWait(session, path);
        }
        String id = queued.path("id").asText();
        var cancel = new Thread(() -> cancel(session, id), "cancel");
        Runtime.getRuntime().addShutdownHook(cancel);
        try {
            return end(session, queued, id);
        } finally {
            warnOfInput(session);
            Runtime.getRuntime().removeShutdownHook(cancel);
        }
    }

    /** Refuses standard input, which does not reach the host: nobody must believe that it did. */
    private void refuseInput(Session session) throws CommandException {
        if (!"-".equals(script) && session.input().given()) {
            throw CommandException.usage(
                    "what is run on a host gets no standard input, and something is piped in: run it as"
                            + " a script with --script -, or redirect from /dev/null if it is not meant for the host");
        }
    }

    /** Warns of input that arrived after the check. */
    private void warnOfInput(Session session) {
        if (!"-".equals(script) && session.input().given()) {
            session.output().error("what was piped in did not go to the host: --script - runs it there");
        }
    }

    /** Tells the operator why the job waits: a polling host reports soon, an offline or duplicate one perhaps not. */
    private static void explainWait(Session session, String path) {
        JsonNode host;
        try {
            host = session.server().get(path);
        } catch (CommandException e) {
            // The remark is optional; the job's end is still reported.
            return;
        }
        String name = host.path("hostname").asText();
        if (host.path("duplicate").asBoolean()) {
            session.output()
                    .error("two hosts use the serial number of " + name + ", so neither gets jobs: stop the copy and"
                            + " remove its metafile.json and metafile.json.previous; the job waits");
        } else if (!host.path("online").asBoolean()) {
            session.output()
                    .error(name + " is offline, last seen "
                            + host.path("lastSeen").asText("never") + "; the job waits for it");
        }
    }

    private static Exit end(Session session, JsonNode queued, String id) throws CommandException {
        if (session.output().json()) {
            return JobWatch.follow(session, queued);
        }
        var job = output(session, id);
        if (!JobWatch.finished(job)) {
            session.output()
                    .error("job " + id + " has not ended (" + job.path("status").asText() + "); it goes on: 'booterctl"
                            + " output " + id + " --follow' shows its output, 'booterctl cancel " + id
                            + "' takes it back");
            return Exit.TIMED_OUT;
        }
        var exit = JobWatch.exit(job);
        // The last lines follow in the message; they are already printed.
        String how = job.path("message").asText().lines().findFirst().orElse("");
        // A success has a message only if the script left processes running.
        if (exit != Exit.SUCCESS || !(how.isEmpty() || how.equals("exit code 0"))) {
            session.output().error("job " + id + " " + job.path("status").asText() + ": " + how);
        }
        return exit;
    }

    private static JsonNode output(Session session, String id) throws CommandException {
        try {
            return new OutputFollow(session, id, session.timeout().plus(MORE)).printToEnd();
        } catch (CommandException e) {
            throw new CommandException(
                    e.exit(),
                    e.getMessage() + "; job " + id + " may go on: 'booterctl output " + id
                            + " --follow' shows its output from the beginning, 'booterctl cancel " + id
                            + "' takes it back");
        }
    }

    private ObjectNode job(Session session) throws CommandException {
        var job = JsonNodeFactory.instance.objectNode().put("action", "exec");
        JobFields.put(job, "name", agent);
        var parameters = job.putObject("parameters");
        parameters.put("timeout", session.timeout().toSeconds());
        if (script != null) {
            parameters.put("script", text(session));
        } else {
            command.forEach(parameters.putArray("command")::add);
        }
        if (!args.isEmpty()) {
            args.forEach(parameters.putArray("args")::add);
        }
        return job;
    }

    private String text(Session session) throws CommandException {
        try {
            return script.equals("-") ? session.input().text() : Files.readString(Path.of(script));
        } catch (NoSuchFileException e) {
            throw CommandException.usage("there is no script " + script);
        } catch (CharacterCodingException e) {
            throw CommandException.usage("script " + script + " is not in UTF-8; convert it, or push it in a package");
        } catch (IOException e) {
            throw CommandException.usage("script " + script + " cannot be read: " + e);
        }
    }

    /** Cancels the job while this process ends; uses a connection of its own, as the other is in use. */
    private static void cancel(Session session, String id) {
        try (var server = session.server().another()) {
            server.delete("/api/v2/jobs/" + Server.encoded(id));
            session.output().error("job " + id + " is being cancelled");
        } catch (CommandException e) {
            session.output().error("job " + id + " may go on: " + e.getMessage());
        }
    }
}
