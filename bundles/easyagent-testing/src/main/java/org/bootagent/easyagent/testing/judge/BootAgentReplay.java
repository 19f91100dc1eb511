package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the whole recording against a BootAgent: the original server's commands, in order. Repeats the actions on the host: kills agents, makes them
 * unhealthy. Compares the answers to the commands and the host's unasked messages.
 */
public final class BootAgentReplay {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** How long to wait for a message that may never come. */
    private static final Duration LATE = Duration.ofSeconds(Long.getLong("conformance.late", 30));

    private static final Logger LOG = LoggerFactory.getLogger(BootAgentReplay.class);
    private static final String VANISHING = "binary-vanishes";
    /** Scenario in which the agent was killed after every start. */
    private static final String CRASHING = "crash-loop-of-a-fresh-agent";

    private static final Set<String> BY_ITSELF = Set.of("agentHealthCheck", "agentError");
    /** Scenarios that check usage reports, which go on in all scenarios. */
    private static final Set<String> PERIODS = Set.of("heartbeat", "process-usages");

    private static final Set<String> USAGES = Set.of("osResourceUsages", "procResourceUsages");

    private final BootAgent host;
    private final Demo demo;
    private final Fixtures fixtures = Fixtures.load();
    private final List<Exchange> exchanges = fixtures.exchanges();
    private final Substitution substitution = new Substitution();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> replayed = new LinkedHashSet<>();
    /** Agents that no longer run: nothing of them is waited for. */
    private final Set<String> ended = new LinkedHashSet<>();

    private ReplayingServer server;
    private int seen;
    private int registered;

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
                    told(scenario);
                }
            }
            return findings;
        } finally {
            server.close();
            demo.close();
        }
    }

    /** The scenarios that were replayed. */
    public Set<String> replayed() {
        return replayed;
    }

    private List<String> scenarios() {
        return fixtures.names().stream()
                .filter(name -> !fixtures.scenario(name).stream().isEmpty())
                .toList();
    }

    // ---- what was done beside the wires

    private void prepare(String scenario) throws IOException {
        demo.prepare(scenario);
        switch (scenario) {
            case "unknown-id" -> {
                refuse("sql: no rows in result set");
                host.start(server.address(), demo.target());
                until(() -> server.registrations().size() >= 2);
            }
            case "not-installed-id" -> {
                refuse("uninstalled sidecar");
                int before = server.registrations().size();
                until(() -> server.registrations().size() >= before + 2);
            }
            case "register-and-callback" -> {
                server.registering(request -> Status.OK);
                until(server::hasListener);
                registered = server.registrations().size();
                compareFirst();
            }
            case "same-id-twice" -> endStream("already connected");
            case "agent-crashes-once" -> kill("a", 9);
            case "agent-ends-with-0" -> kill("a", 15);
            case "agent-crashes-until-given-up" -> killUntilGivenUp("a");
            case VANISHING -> {
                demo.hide("b");
                kill("b", 9);
            }
            case "sidecar-killed" -> host.kill();
            case "sidecar-back-after-kill" -> {
                host.start(server.address(), demo.target());
                until(server::hasListener);
                until(() -> server.registrations().size() > registered);
                registered = server.registrations().size();
            }
            case "server-back-after-kill", "connection-back" -> {
                serverIsBack();
                compareRegistrations(scenario);
            }
            case "sidecar-terminated" -> host.terminate();
            default -> {}
        }
    }

    private void refuse(String why) {
        server.registering(request -> Status.UNKNOWN.withDescription(why));
    }

    private void endStream(String why) {
        int before = server.listeners().size();
        server.end(Status.UNKNOWN.withDescription(why));
        until(() -> server.listeners().size() > before);
        compareRegistrations("same-id-twice");
    }

    /** Replaces the server by another one on the same port, without state. */
    private void serverIsBack() throws IOException {
        int port = server.port();
        server.close();
        server = new ReplayingServer(port, null, substitution);
        seen = 0;
        registered = 0;
        until(server::hasListener);
    }

    private void kill(String agent, int signal) {
        until(() -> demo.signal(agent, signal));
    }

    private void killUntilGivenUp(String agent) {
        until(() -> {
            demo.signal(agent, 9);
            return server.events().stream()
                    .skip(seen)
                    .anyMatch(event -> event.message().bodyName().equals("agentError"));
        });
    }

    // ---- commands and their answers

    private void commands(String scenario) throws IOException {
        List<Exchange> mine = exchanges.stream()
                .filter(exchange -> exchange.scenario().equals(scenario))
                .toList();
        long begun = System.nanoTime();
        for (int i = 0; i < mine.size(); i++) {
            if (scenario.equals(VANISHING)) {
                // It was put back before the last start.
                told(scenario);
                demo.restore("b");
            }
            Exchange next = mine.get(i);
            if (scenario.equals(CRASHING) && next.verb().equals("STOP_AGENT")) {
                answered(mine.get(i - 1));
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
            compareAnswer(exchange);
        }
    }

    private void note(Exchange exchange) {
        Message options = exchange.command().content().body();
        switch (exchange.verb()) {
            case "START_AGENT" -> ended.remove(options.id("agentId"));
            case "STOP_AGENT", "UNINSTALL_AGENT" -> ended.add(options.id("agentId"));
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
                answered(exchange);
            } else {
                overlaps = true;
            }
        }
        waitForErrors(next);
        if (overlaps) {
            long gap = (next.command().at() - before.get(0).command().at()) * 1_000_000L;
            until(() -> System.nanoTime() - begun >= gap);
        }
    }

    private void answered(Exchange exchange) {
        within(LATE, () -> !server.answers(exchange.seqno()).isEmpty());
    }

    /** Waits for failures that the host reported before this command. */
    private void waitForErrors(Exchange next) {
        long before = fixtures.scenario(next.scenario()).stream().stream()
                .filter(frame -> frame.at() < next.command().at() && frame.isEvent())
                .filter(frame -> frame.content().bodyName().equals("agentError"))
                .count();
        within(
                LATE,
                () -> ours().entrySet().stream()
                                .filter(entry -> entry.getKey().startsWith("agentError"))
                                .mapToInt(Map.Entry::getValue)
                                .sum()
                        >= before);
    }

    private void compareAnswer(Exchange exchange) {
        var original = exchange.answer();
        Duration time = original.isEmpty() ? Duration.ofSeconds(5) : LATE.plusMillis(exchange.took());
        within(time, () -> !server.answers(exchange.seqno()).isEmpty());
        List<Message> ours = server.answers(exchange.seqno());
        String place = "answer " + exchange.verb();
        if (ours.isEmpty() || original.isEmpty()) {
            if (!ours.isEmpty() || original.isPresent()) {
                find(
                        exchange.scenario(),
                        place,
                        original.map(frame -> plain(frame.content()).toString()).orElse(""),
                        ours.isEmpty()
                                ? ""
                                : plain(substitution.inRecording(ours.get(0))).toString());
            }
            return;
        }
        if (ours.size() > 1) {
            find(exchange.scenario(), place + ": times", "1", "" + ours.size());
        }
        compare(
                exchange.scenario(),
                place,
                plain(original.get().content()),
                plain(substitution.inRecording(ours.get(0))));
    }

    private void compare(String scenario, String place, JsonNode original, JsonNode ours) {
        Trees.compare("", original, ours, BootAgentReplay::same)
                .forEach(one -> find(
                        scenario,
                        place + ": " + one.path().replaceFirst("^(opProgress|exec[a-zA-Z]+Response)\\.", ""),
                        one.original(),
                        one.ours()));
    }

    /** Compares values; temporary files have random names. */
    private static boolean same(String path, JsonNode original, JsonNode ours) {
        return withoutChance(original).equals(withoutChance(ours));
    }

    private static String withoutChance(JsonNode value) {
        return value.toString().replaceAll("(tmp/[a-z-]+-)\\d+", "$1N");
    }

    /** Removes the header, which is compared at the registration. */
    private static ObjectNode plain(Message event) {
        ObjectNode json = event.json();
        json.remove("H");
        return json;
    }

    /** Replays a command during which the server is killed, and the host's unasked messages meanwhile. */
    private void serverDies(Exchange exchange) {
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        within(LATE, () -> covers(ours(), toldByOriginal(exchange.scenario())));
        serverIsGone();
        LockSupport.parkNanos(Duration.ofMillis(exchange.took()).toNanos());
    }

    private void serverIsGone() {
        server.reporting(event -> Status.UNAVAILABLE);
        server.end(Status.UNAVAILABLE);
    }

    // ---- what the host tells by itself

    private void told(String scenario) {
        Map<String, Integer> original = toldByOriginal(scenario);
        Map<String, Integer> awaited = new TreeMap<>(original);
        awaited.keySet().removeIf(kind -> ended.stream().anyMatch(kind::contains));
        within(LATE, () -> covers(ours(), awaited));
        Map<String, Integer> ours = ours();
        seen = server.events().size();
        original.forEach((kind, times) -> {
            int mine = ours.getOrDefault(kind, 0);
            if (mine == 0 || (kind.startsWith("agentError") && mine < times)) {
                find(
                        scenario,
                        "event " + kind.split(" ", 2)[0],
                        times(times, kind),
                        mine == 0 ? "" : times(mine, kind));
            }
        });
        ours.forEach((kind, times) -> {
            boolean error = kind.startsWith("agentError");
            if (error ? times > original.getOrDefault(kind, 0) : !original.containsKey(kind) && isStrange(kind)) {
                int then = original.getOrDefault(kind, 0);
                find(
                        scenario,
                        "event " + kind.split(" ", 2)[0],
                        then == 0 ? "" : times(then, kind),
                        times(times, kind));
            }
        });
    }

    private Map<String, Integer> toldByOriginal(String scenario) {
        Map<String, Integer> original = new TreeMap<>();
        for (Frame frame : fixtures.scenario(scenario).stream()) {
            if (frame.isEvent() && isTold(frame.content()) && wasTaken(frame)) {
                original.merge(kind(frame.content()), 1, Integer::sum);
            }
        }
        if (!PERIODS.contains(scenario)) {
            original.keySet().removeIf(kind -> USAGES.contains(kind.split(" ", 2)[0]));
        }
        return original;
    }

    /** Returns whether the original never sent this kind. Periodic messages go on in all scenarios. */
    private boolean isStrange(String kind) {
        return fixtures.stream().stream()
                .filter(Frame::isEvent)
                .map(Frame::content)
                .filter(BootAgentReplay::isTold)
                .noneMatch(event -> kind(event).equals(kind));
    }

    private static String times(int times, String kind) {
        return (kind.startsWith("agentError") ? times + " " : "") + kind.split(" ", 2)[1];
    }

    private boolean wasTaken(Frame event) {
        return fixtures.stream().stream()
                .anyMatch(frame -> frame.is(Method.REPORT_EVENT, Kind.RESPONSE)
                        && frame.call().equals(event.call())
                        && frame.connection() == event.connection());
    }

    private static boolean covers(Map<String, Integer> ours, Map<String, Integer> original) {
        return original.entrySet().stream()
                .allMatch(entry -> ours.getOrDefault(entry.getKey(), 0)
                        >= (entry.getKey().startsWith("agentError") ? entry.getValue() : 1));
    }

    private Map<String, Integer> ours() {
        Map<String, Integer> ours = new TreeMap<>();
        server.events().stream()
                .skip(seen)
                .map(received -> substitution.inRecording(received.message()))
                .filter(BootAgentReplay::isTold)
                .forEach(event -> ours.merge(kind(event), 1, Integer::sum));
        return ours;
    }

    private static boolean isTold(Message event) {
        return BY_ITSELF.contains(event.bodyName()) || USAGES.contains(event.bodyName());
    }

    /** Returns the kind of an event: its content without figures; for usages, their owner. */
    private static String kind(Message event) {
        ObjectNode json = plain(event);
        if (event.bodyName().equals("osResourceUsages")) {
            return "osResourceUsages " + json.path("eventType").asText();
        }
        if (event.bodyName().equals("procResourceUsages")) {
            boolean own = event.body().id("agentId").equals("00000000-0000-0000-0000-000000000000");
            return "procResourceUsages "
                    + (own
                            ? event.body().id("agentId") + " memory and cmd "
                                    + event.body().has("memory") + " "
                                    + event.body().has("cmd")
                            : "of an agent");
        }
        return event.bodyName() + " " + json;
    }

    // ---- registration

    private void compareFirst() {
        Message original = fixtures.scenario("unknown-id").stream().stream()
                .filter(frame -> frame.is(Method.REGISTER_SIDECAR, Kind.REQUEST))
                .findFirst()
                .orElseThrow()
                .content();
        Message ours = server.registrations().get(0).message();
        compareNames("registerSidecar", original.json(), ours.json());
        Message listening = server.listeners().get(0).message();
        String id = listening.message("H").orElseThrow().id("id");
        if (!id.equals(ReplayingSidecar.RECORDED_ID)) {
            find("register-and-callback", "readyForControl: H.id", ReplayingSidecar.RECORDED_ID, id);
        }
    }

    /** Compares field names. Hosts differ in values but not in the fields that they fill, except that a host without swap leaves that out. */
    private void compareNames(String place, ObjectNode original, ObjectNode ours) {
        Set<String> names = new LinkedHashSet<>();
        original.fieldNames().forEachRemaining(names::add);
        ours.fieldNames().forEachRemaining(names::add);
        names.remove("swapSize");
        for (String name : names) {
            if (original.has(name) != ours.has(name)) {
                find("register-and-callback", place + ": " + name, text(original.path(name)), text(ours.path(name)));
            }
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }

    /** Compares registrations; the original registers once in its life. */
    private void compareRegistrations(String scenario) {
        if (server.registrations().size() > registered) {
            find(
                    scenario,
                    "registerSidecar: times",
                    "0",
                    "" + (server.registrations().size() - registered));
            registered = server.registrations().size();
        }
    }

    private void find(String scenario, String place, String original, String ours) {
        var finding = new Finding(End.BOOTAGENT, scenario, place, original, ours);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    private static void until(BooleanSupplier condition) {
        if (!within(PATIENCE, condition)) {
            throw new IllegalStateException("what was waited for did not come in " + PATIENCE);
        }
    }

    private static boolean within(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return true;
    }
}
