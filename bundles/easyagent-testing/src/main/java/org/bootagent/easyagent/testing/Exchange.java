package org.bootagent.easyagent.testing;

import java.util.List;
import java.util.Optional;

/**
 * A command and the host's reaction to it.
 *
 * @param command the command's frame
 * @param answer the event that carries the command's number; none if the sidecar had stopped receiving, or its message is not kept
 */
public record Exchange(Frame command, Optional<Frame> answer) {
    /** The scenario that the command was sent in. */
    public String scenario() {
        return command.scenario();
    }

    /** The command's number. */
    public long seqno() {
        return command.content().number("seqno");
    }

    /** Returns the command's name; the one with number 0 is not on the wire. */
    public String verb() {
        return verb(command.content());
    }

    /** The name of this command. */
    public static String verb(Message command) {
        return command.json().path("cmd").asText("INSTALL_AGENT");
    }

    /** Milliseconds from the command to its answer. */
    public int took() {
        return answer.map(frame -> frame.at() - command.at()).orElse(0);
    }

    /** Pairs each command with the first event after it that carries its number. */
    static List<Exchange> of(List<Frame> stream) {
        return java.util.stream.IntStream.range(0, stream.size())
                .filter(at -> stream.get(at).isCommand())
                .mapToObj(at -> new Exchange(stream.get(at), answer(stream.subList(at, stream.size()))))
                .toList();
    }

    private static Optional<Frame> answer(List<Frame> from) {
        long seqno = from.get(0).content().number("seqno");
        int next = 1;
        while (next < from.size() && !repeats(from.get(next), seqno)) {
            next++;
        }
        return from.subList(1, next).stream()
                .filter(Frame::isEvent)
                .filter(frame -> answers(frame.content(), seqno))
                .findFirst();
    }

    private static boolean repeats(Frame frame, long seqno) {
        return frame.isCommand() && frame.content().number("seqno") == seqno;
    }

    private static boolean answers(Message event, long seqno) {
        Message body = event.body();
        return body.knows("seqno") && body.number("seqno") == seqno;
    }
}
