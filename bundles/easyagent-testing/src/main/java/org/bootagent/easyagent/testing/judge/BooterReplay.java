package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.RestCall;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.easyagent.testing.judge.Finding.End;

/**
 * Replays the whole recording against a Booter: the clients' calls and the original sidecars, in one order. Compares the answers to the calls, the commands to
 * the sidecars and the statuses of their calls.
 */
public final class BooterReplay {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration INTERVAL = Duration.ofMillis(5);
    /** How long to wait for an answer that may never come. */
    private static final Duration LATE = Duration.ofSeconds(Long.getLong("conformance.late", 30));

    /** The original accepts a restart and does not do it; ours has done it before the next call. */
    private static final String NOT_DONE = "restart-post";

    private final Booter booter;
    private final RestCalls calls;
    private final Fixtures fixtures = Fixtures.load();
    private final Substitution substitution = new Substitution();
    private final Commands commands = new Commands(substitution);
    private final RecordedSidecars sidecars;
    private final Findings findings = new Findings(End.BOOTER);
    private final Polling polling = new Polling(PATIENCE, INTERVAL);
    private final Set<String> replayed = new LinkedHashSet<>();

    /** The Booter under test. It admits hosts by {@code install/callback} only. */
    public interface Booter {
        /** Returns the port of the stream. */
        int streamPort();

        /** Returns the root of its HTTP interface, without a slash at the end. */
        String url();

        /** Returns the number of open streams. */
        int connected() throws IOException;

        /** Kills it. */
        void kill();

        /** Starts it again and waits until it serves. */
        void start();
    }

    /** One event of the recording, at a time. */
    private record Step(int at, String scenario, Runnable replay) {}

    public BooterReplay(Booter booter) {
        this.booter = booter;
        this.sidecars = new RecordedSidecars(booter, fixtures, substitution, commands, polling, findings);
        this.calls = new RestCalls(booter.url(), substitution, findings::add);
    }

    /** Replays everything. @return the differences */
    public List<Finding> run() {
        try {
            for (Step step : steps()) {
                replayed.add(step.scenario());
                step.replay().run();
            }
            commands.missing()
                    .forEach(exchange -> findings.add(
                            exchange.scenario(),
                            "command " + exchange.verb(),
                            exchange.command().content().toString(),
                            ""));
            return findings.all();
        } finally {
            sidecars.close();
        }
    }

    /** The scenarios that were replayed. */
    public Set<String> replayed() {
        return replayed;
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        addCalls(steps);
        fixtures.stream().stream()
                .filter(this::isOfTheHost)
                .forEach(frame -> steps.add(new Step(frame.at(), frame.scenario(), () -> sidecars.replay(frame))));
        at(steps, "server-killed-while-a-script-runs", Kind.STATUS, booter::kill);
        at(steps, "server-back-after-kill", Kind.STATUS, booter::start);
        steps.sort(Comparator.comparingInt(Step::at));
        return steps;
    }

    /** Adds a step at the first frame of this kind of the scenario. */
    private void at(List<Step> steps, String scenario, Kind kind, Runnable replay) {
        Frame frame = fixtures.scenario(scenario).stream().stream()
                .filter(one -> one.kind() == kind)
                .findFirst()
                .orElseThrow();
        steps.add(0, new Step(frame.at() - 1, scenario, replay));
    }

    private boolean isOfTheHost(Frame frame) {
        boolean request = frame.kind() == Kind.REQUEST && frame.bytes() != null;
        return frame.method() == Method.CONNECTION || (request && !isAnswer(frame));
    }

    private boolean isAnswer(Frame frame) {
        return frame.isEvent() && frame.content().body().knows("seqno");
    }

    private void addCalls(List<Step> steps) {
        List<List<RestCall>> groups = RestCalls.groups(fixtures.calls());
        for (int i = 0; i < groups.size(); i++) {
            List<RestCall> group = groups.get(i);
            int next = i + 1 < groups.size() ? groups.get(i + 1).get(0).at() : Integer.MAX_VALUE;
            steps.add(new Step(group.get(0).at(), group.get(0).scenario(), () -> call(group, next)));
        }
    }

    private void call(List<RestCall> group, int next) {
        int first = group.get(0).at();
        long begun = System.nanoTime();
        List<Exchange> caused = commands.expect(sent(first - 1L, next - 1L), sent(next - 1L, next));
        calls.make(group);
        Duration gap = Duration.ofMillis(next == Integer.MAX_VALUE ? 2000 : Math.min(next - first, 20_000));
        while (!commands.done(caused) && System.nanoTime() - begun < gap.toNanos()) {
            Polling.pause(INTERVAL);
        }
        String scenario = group.get(0).scenario();
        if (scenario.equals(NOT_DONE)) {
            polling.within(LATE, () -> commands.isStrange("START_AGENT"));
        }
        commands.taken().forEach(this::compareCommand);
        commands.strangers()
                .forEach(command -> findings.add(
                        scenario,
                        "command " + Exchange.verb(command),
                        "",
                        substitution.inRecording(command).toString()));
    }

    private List<Exchange> sent(long from, long to) {
        return fixtures.exchanges().stream()
                .filter(exchange ->
                        exchange.command().at() >= from && exchange.command().at() < to)
                .toList();
    }

    private void compareCommand(Commands.Pair pair) {
        JsonNode original = plain(pair.recorded().command().content());
        JsonNode ours = plain(substitution.inRecording(pair.command()));
        Trees.compare("", original, ours, (path, one, other) -> one.equals(other))
                .forEach(one -> findings.add(
                        pair.recorded().scenario(),
                        "command " + pair.recorded().verb() + ": "
                                + one.path().replaceFirst("^[a-zA-Z]+Options\\.", ""),
                        one.original(),
                        one.ours()));
    }

    /** Returns the command without its number, with unordered parts sorted. */
    private static JsonNode plain(Message command) {
        ObjectNode json = command.json();
        json.remove("seqno");
        JsonNode environment = json.at("/startAgentOptions/environment");
        if (environment.isArray()) {
            List<JsonNode> entries = new ArrayList<>();
            environment.forEach(entries::add);
            entries.sort(Comparator.comparing(JsonNode::toString));
            ((ObjectNode) json.get("startAgentOptions")).putArray("environment").addAll(entries);
        }
        return json;
    }
}
