package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.easyagent.testing.RestCall;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.easyagent.testing.judge.Finding.End;

/**
 * Replays the whole recording against a Booter: the clients' calls and the original sidecars, in one order. Compares the answers to the calls, the commands to
 * the sidecars and the statuses of their calls.
 */
public final class BooterReplay {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** How long to wait for an answer that may never come. */
    private static final Duration LATE = Duration.ofSeconds(Long.getLong("conformance.late", 30));

    /** The original accepts a restart and does not do it; ours has done it before the next call. */
    private static final String NOT_DONE = "restart-post";

    private final Booter booter;
    private final RestCalls calls;
    private final Fixtures fixtures = Fixtures.load();
    private final Substitution substitution = new Substitution();
    private final Commands commands = new Commands(substitution);
    private final Map<Integer, ReplayingSidecar> sidecars = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
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
        this.calls = new RestCalls(booter.url(), substitution, this::find);
    }

    /** Replays everything. @return the differences */
    public List<Finding> run() {
        try {
            for (Step step : steps()) {
                replayed.add(step.scenario());
                step.replay().run();
            }
            commands.missing()
                    .forEach(exchange -> find(
                            exchange.scenario(),
                            "command " + exchange.verb(),
                            exchange.command().content().toString(),
                            ""));
            return findings;
        } finally {
            sidecars.values().forEach(ReplayingSidecar::close);
        }
    }

    /** The scenarios that were replayed. */
    public Set<String> replayed() {
        return replayed;
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        addCalls(steps);
        fixtures.stream().stream().filter(this::isOfTheHost).forEach(frame -> steps.add(step(frame)));
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

    // ---- the sidecars

    private Step step(Frame frame) {
        Runnable replay = switch (frame.method()) {
            case CONNECTION -> () -> connection(frame);
            case REGISTER_SIDECAR -> () -> register(frame);
            case READY_FOR_CONTROL -> () -> listen(frame);
            case REPORT_EVENT -> () -> report(frame);
        };
        return new Step(frame.at(), frame.scenario(), replay);
    }

    private void connection(Frame frame) {
        if (frame.code().equals("OK")) {
            if (frame.scenario().equals("connection-back")) {
                // The same sidecar, whose connection was lost unseen.
                sidecars.values().forEach(ReplayingSidecar::close);
            }
            var sidecar = ReplayingSidecar.with(booter.streamPort(), ReplayingSidecar.RECORDED_ID, substitution);
            sidecars.put(frame.connection(), sidecar.answering(commands).pace(1));
        } else {
            sidecars.get(frame.connection()).close();
            until(() -> booter.connected()
                    == sidecars.values().stream()
                            .filter(ReplayingSidecar::listens)
                            .count());
        }
    }

    private void register(Frame frame) {
        var sidecar = sidecars.get(frame.connection());
        compareStatus(frame, status(() -> sidecar.register(frame.content())));
    }

    private void report(Frame frame) {
        var sidecar = sidecars.get(frame.connection());
        if (!outcome(frame).map(Frame::message).orElse("").isEmpty()
                || outcome(frame).filter(end -> end.kind() == Kind.RESPONSE).isPresent()) {
            compareStatus(frame, status(() -> sidecar.report(frame.content())));
        }
    }

    /** Opens the stream; from then on it reopens by itself, as the original's does. */
    private void listen(Frame frame) {
        var sidecar = sidecars.get(frame.connection());
        if (sidecar.listens()) {
            // By itself, as soon as there is a server again.
            if (outcome(frame).map(Frame::message).orElse("").isEmpty() && isServed(frame)) {
                until(() -> booter.connected() > 0);
            }
            return;
        }
        sidecar.reopening(Duration.ofMillis(300)).listen();
        String refused = outcome(frame).map(Frame::message).orElse("");
        if (!refused.isEmpty()) {
            Status end = sidecar.endWithin(Duration.ofSeconds(5));
            if (end == null || !refused.equals(end.getDescription())) {
                find(
                        frame.scenario(),
                        "status readyForControl",
                        refused,
                        end == null ? "" : String.valueOf(end.getDescription()));
            }
        } else {
            until(() -> booter.connected() > 0);
        }
    }

    /** Returns whether the recorded server was up: it sent commands over this stream, or did not end it. */
    private boolean isServed(Frame listening) {
        return fixtures.stream().stream()
                .anyMatch(frame -> frame.isCommand() && listening.call().equals(frame.call()));
    }

    private java.util.Optional<Frame> outcome(Frame request) {
        return fixtures.stream().stream()
                .filter(frame -> request.call().equals(frame.call()) && frame.kind() != Kind.REQUEST)
                .findFirst();
    }

    private interface Call {
        com.google.protobuf.ByteString make();
    }

    private static Status status(Call call) {
        try {
            var reply = call.make();
            return Status.OK.withDescription(reply.isEmpty() ? "" : "reply " + reply);
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    private void compareStatus(Frame request, Status ours) {
        Frame original = outcome(request).orElseThrow();
        String expected = original.kind() == Kind.RESPONSE ? "OK " : original.code() + " " + original.message();
        String actual = ours.getCode() + " " + (ours.getDescription() == null ? "" : ours.getDescription());
        if (!expected.equals(substitution.inRecording(actual))) {
            find(request.scenario(), "status " + name(request.method()), expected, actual);
        }
    }

    private static String name(Method method) {
        return switch (method) {
            case CONNECTION -> "connection";
            case REGISTER_SIDECAR -> "registerSidecar";
            case READY_FOR_CONTROL -> "readyForControl";
            case REPORT_EVENT -> "reportEvent";
        };
    }

    // ---- the calls

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
            pause();
        }
        String scenario = group.get(0).scenario();
        if (scenario.equals(NOT_DONE)) {
            within(LATE, () -> commands.isStrange("START_AGENT"));
        }
        commands.taken().forEach(this::compareCommand);
        commands.strangers()
                .forEach(command -> find(
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

    // ---- the commands

    private void compareCommand(Commands.Pair pair) {
        JsonNode original = plain(pair.recorded().command().content());
        JsonNode ours = plain(substitution.inRecording(pair.command()));
        Trees.compare("", original, ours, (path, one, other) -> one.equals(other))
                .forEach(one -> find(
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

    private void find(String scenario, String place, String original, String ours) {
        var finding = new Finding(End.BOOTER, scenario, place, original, ours);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    /** A condition to poll. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void until(Condition condition) {
        if (!within(PATIENCE, condition)) {
            throw new IllegalStateException("what was waited for did not come in " + PATIENCE);
        }
    }

    private static boolean within(Duration time, Condition condition) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    return false;
                }
                pause();
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
}
