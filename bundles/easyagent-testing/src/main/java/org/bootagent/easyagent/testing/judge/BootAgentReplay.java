package org.bootagent.easyagent.testing.judge;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the whole recording against a BootAgent: the original server's commands, in order. Repeats the actions on the host: kills agents, makes them
 * unhealthy. Compares the answers to the commands and the host's unasked messages.
 */
public final class BootAgentReplay {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** How long to wait for a message that may never come. */
    private static final Duration LATE = Duration.ofSeconds(Long.getLong("conformance.late", 30));

    private static final Logger LOG = LoggerFactory.getLogger(BootAgentReplay.class);
    private static final String VANISHING = "binary-vanishes";
    /** Scenario in which the agent was killed after every start. */
    private static final String CRASHING = "crash-loop-of-a-fresh-agent";

    private final BootAgent host;
    private final Demo demo;
    private final Fixtures fixtures = Fixtures.load();
    private final List<Exchange> exchanges = fixtures.exchanges();
    private final Substitution substitution = new Substitution();
    private final Set<String> replayed = new LinkedHashSet<>();
    private final Findings findings = new Findings(End.BOOTAGENT);
    private final Polling polling = new Polling(PATIENCE, Duration.ofMillis(10));
    private final Registrations registrations = new Registrations(fixtures, this::server, findings);
    private final UnaskedEvents unasked =
            new UnaskedEvents(fixtures, substitution, this::server, polling, LATE, findings);
    private final Answers answers = new Answers(substitution, this::server, polling, LATE, findings);

    private ReplayingServer server;

    /** The BootAgent under test. It has the recorded host's serial number and reports its usage about every second. */
    public interface BootAgent {
        /** Starts it with this server, and this target for EXEC_REST. */
        void start(String server, String target);

        /** Returns its directory. */
        Path home();

        /** Sends KILL. */
        void kill();

        /** Sends TERM, and waits until it has ended. */
        void terminate();
    }

    /**
     * Creates a replay for this host.
     *
     * @param demo a directory in place of the recorded agents' one; others must be able to enter it
     */
    public BootAgentReplay(BootAgent host, Path demo) throws IOException {
        this.host = host;
        this.demo = new Demo(demo, host.home(), substitution);
        this.server = new ReplayingServer(0, null, substitution);
    }

    /** Replays everything. @return the differences */
    public List<Finding> run() throws IOException {
        try {
            for (String scenario : scenarios()) {
                replayed.add(scenario);
                LOG.info("Replaying {}", scenario);
                prepare(scenario);
                commands(scenario);
                if (!scenario.equals(VANISHING)) {
                    unasked.compare(scenario);
                }
            }
            return findings.all();
        } finally {
            server.close();
            demo.close();
        }
    }

    /** The scenarios that were replayed. */
    public Set<String> replayed() {
        return replayed;
    }

    private ReplayingServer server() {
        return server;
    }

    private List<String> scenarios() {
        return fixtures.names().stream()
                .filter(name -> !fixtures.scenario(name).stream().isEmpty())
                .toList();
    }

    private void prepare(String scenario) throws IOException {
        demo.prepare(scenario);
        switch (scenario) {
            case "unknown-id" -> {
                refuse("sql: no rows in result set");
                host.start(server.address(), demo.target());
                polling.until(() -> registrations.count() >= 2);
            }
            case "not-installed-id" -> {
                refuse("uninstalled sidecar");
                int before = registrations.count();
                polling.until(() -> registrations.count() >= before + 2);
            }
            case "register-and-callback" -> accept();
            case "same-id-twice" -> endStream("already connected");
            case "agent-crashes-once" -> kill("a", 9);
            case "agent-ends-with-0" -> kill("a", 15);
            case "agent-crashes-until-given-up" -> killUntilGivenUp("a");
            case VANISHING -> {
                demo.hide("b");
                kill("b", 9);
            }
            case "sidecar-killed" -> host.kill();
            case "sidecar-back-after-kill" -> startAgain();
            case "server-back-after-kill", "connection-back" -> {
                serverIsBack();
                registrations.compareAgain(scenario);
            }
            case "sidecar-terminated" -> host.terminate();
            default -> {}
        }
    }

    private void refuse(String why) {
        server.registering(request -> Status.UNKNOWN.withDescription(why));
    }

    private void accept() {
        server.registering(request -> Status.OK);
        polling.until(server::hasListener);
        registrations.expectAll();
        registrations.compareFirst();
    }

    private void startAgain() {
        host.start(server.address(), demo.target());
        polling.until(server::hasListener);
        polling.until(registrations::hasNew);
        registrations.expectAll();
    }

    private void endStream(String why) {
        int before = server.listeners().size();
        server.end(Status.UNKNOWN.withDescription(why));
        polling.until(() -> server.listeners().size() > before);
        registrations.compareAgain("same-id-twice");
    }

    /** Replaces the server by another one on the same port, without state. */
    private void serverIsBack() throws IOException {
        int port = server.port();
        server.close();
        server = new ReplayingServer(port, null, substitution);
        unasked.clear();
        registrations.clear();
        polling.until(server::hasListener);
    }

    private void kill(String agent, int signal) {
        polling.until(() -> demo.signal(agent, signal));
    }

    private void killUntilGivenUp(String agent) {
        polling.until(() -> {
            demo.signal(agent, 9);
            return unasked.hasError();
        });
    }

    private void commands(String scenario) throws IOException {
        List<Exchange> mine = exchanges.stream()
                .filter(exchange -> exchange.scenario().equals(scenario))
                .toList();
        long begun = System.nanoTime();
        for (int i = 0; i < mine.size(); i++) {
            if (scenario.equals(VANISHING)) {
                // It was put back before the last start.
                unasked.compare(scenario);
                demo.restore("b");
            }
            Exchange next = mine.get(i);
            if (scenario.equals(CRASHING) && next.verb().equals("STOP_AGENT")) {
                answers.await(mine.get(i - 1));
                killUntilGivenUp("g");
            }
            waitFor(mine.subList(0, i), next, begun);
            server.send(next.command().content());
            note(next);
            if (scenario.equals("server-killed-while-a-script-runs")) {
                serverDies(next);
                return;
            }
        }
        for (Exchange exchange : mine) {
            answers.compare(exchange);
        }
    }

    private void note(Exchange exchange) {
        Message options = exchange.command().content().body();
        switch (exchange.verb()) {
            case "START_AGENT" -> unasked.started(options.id("agentId"));
            case "STOP_AGENT", "UNINSTALL_AGENT" -> unasked.ended(options.id("agentId"));
            default -> {}
        }
    }

    /** Waits for commands that were answered before the next one in the recording; the others were still running. */
    private void waitFor(List<Exchange> before, Exchange next, long begun) {
        boolean overlaps = false;
        for (Exchange exchange : before) {
            if (exchange.answer()
                    .filter(answer -> answer.at() < next.command().at())
                    .isPresent()) {
                answers.await(exchange);
            } else {
                overlaps = true;
            }
        }
        waitForErrors(next);
        if (overlaps) {
            long gap = (next.command().at() - before.get(0).command().at()) * 1_000_000L;
            polling.until(() -> System.nanoTime() - begun >= gap);
        }
    }

    /** Waits for failures that the host reported before this command. */
    private void waitForErrors(Exchange next) {
        long before = fixtures.scenario(next.scenario()).stream().stream()
                .filter(frame -> frame.at() < next.command().at() && frame.isEvent())
                .filter(frame -> frame.content().bodyName().equals("agentError"))
                .count();
        unasked.awaitErrors(before);
    }

    /** Replays a command during which the server is killed, and the host's unasked messages meanwhile. */
    private void serverDies(Exchange exchange) {
        Polling.pause(Duration.ofSeconds(1));
        unasked.await(exchange.scenario());
        serverIsGone();
        Polling.pause(Duration.ofMillis(exchange.took()));
    }

    private void serverIsGone() {
        server.reporting(event -> Status.UNAVAILABLE);
        server.end(Status.UNAVAILABLE);
    }
}
