package org.bootagent.easyagent.testing.judge;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.easyagent.testing.judge.BooterReplay.Booter;

/** Original sidecars of the recording: makes their connections and calls again, and compares the statuses of the calls. */
final class RecordedSidecars implements AutoCloseable {
    private final Booter booter;
    private final Fixtures fixtures;
    private final Substitution substitution;
    private final Commands commands;
    private final Polling polling;
    private final Findings findings;
    private final Map<Integer, ReplayingSidecar> sidecars = new HashMap<>();

    RecordedSidecars(
            Booter booter,
            Fixtures fixtures,
            Substitution substitution,
            Commands commands,
            Polling polling,
            Findings findings) {
        this.booter = booter;
        this.fixtures = fixtures;
        this.substitution = substitution;
        this.commands = commands;
        this.polling = polling;
        this.findings = findings;
    }

    /** Makes what the recorded host did in this frame. */
    void replay(Frame frame) {
        switch (frame.method()) {
            case CONNECTION -> connection(frame);
            case REGISTER_SIDECAR -> register(frame);
            case READY_FOR_CONTROL -> listen(frame);
            case REPORT_EVENT -> report(frame);
        }
    }

    @Override
    public void close() {
        sidecars.values().forEach(ReplayingSidecar::close);
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
            polling.until(() -> booter.connected()
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
                polling.until(() -> booter.connected() > 0);
            }
            return;
        }
        sidecar.reopening(Duration.ofMillis(300)).listen();
        String refused = outcome(frame).map(Frame::message).orElse("");
        if (!refused.isEmpty()) {
            Status end = sidecar.endWithin(Duration.ofSeconds(5));
            if (end == null || !refused.equals(end.getDescription())) {
                findings.add(
                        frame.scenario(),
                        "status readyForControl",
                        refused,
                        end == null ? "" : String.valueOf(end.getDescription()));
            }
        } else {
            polling.until(() -> booter.connected() > 0);
        }
    }

    /** Returns whether the recorded server was up: it sent commands over this stream, or did not end it. */
    private boolean isServed(Frame listening) {
        return fixtures.stream().stream()
                .anyMatch(frame -> frame.isCommand() && listening.call().equals(frame.call()));
    }

    private Optional<Frame> outcome(Frame request) {
        return fixtures.stream().stream()
                .filter(frame -> request.call().equals(frame.call()) && frame.kind() != Kind.REQUEST)
                .findFirst();
    }

    private interface Call {
        ByteString make();
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
            findings.add(request.scenario(), "status " + name(request.method()), expected, actual);
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
}
