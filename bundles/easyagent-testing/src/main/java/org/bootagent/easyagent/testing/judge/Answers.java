package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.bootagent.easyagent.testing.Substitution;

/** Compares the host's answers to the server's commands. */
final class Answers {
    private final Substitution substitution;
    private final Supplier<ReplayingServer> server;
    private final Polling polling;
    private final Duration late;
    private final Findings findings;

    /**
     * @param server the current one
     * @param late how long to wait for an answer that may never come
     */
    Answers(
            Substitution substitution,
            Supplier<ReplayingServer> server,
            Polling polling,
            Duration late,
            Findings findings) {
        this.substitution = substitution;
        this.server = server;
        this.polling = polling;
        this.late = late;
        this.findings = findings;
    }

    /** Waits for the answer to a command, if it comes. */
    void await(Exchange exchange) {
        polling.within(late, () -> !server.get().answers(exchange.seqno()).isEmpty());
    }

    /** Compares the answer to a command. */
    void compare(Exchange exchange) {
        var original = exchange.answer();
        Duration time = original.isEmpty() ? Duration.ofSeconds(5) : late.plusMillis(exchange.took());
        polling.within(time, () -> !server.get().answers(exchange.seqno()).isEmpty());
        List<Message> ours = server.get().answers(exchange.seqno());
        String place = "answer " + exchange.verb();
        if (ours.isEmpty() || original.isEmpty()) {
            if (!ours.isEmpty() || original.isPresent()) {
                findings.add(
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
            findings.add(exchange.scenario(), place + ": times", "1", "" + ours.size());
        }
        compare(
                exchange.scenario(),
                place,
                plain(original.get().content()),
                plain(substitution.inRecording(ours.get(0))));
    }

    private void compare(String scenario, String place, JsonNode original, JsonNode ours) {
        Trees.compare("", original, ours, Answers::same)
                .forEach(one -> findings.add(
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
    static ObjectNode plain(Message event) {
        ObjectNode json = event.json();
        json.remove("H");
        return json;
    }
}
