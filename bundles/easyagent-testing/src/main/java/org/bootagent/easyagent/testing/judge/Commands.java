package org.bootagent.easyagent.testing.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.Playbook;
import org.bootagent.easyagent.testing.Substitution;

/** Commands that a recorded call led to, and those that came in their place. */
final class Commands implements Playbook {
    private static final Playbook GOOD = Playbook.good();

    private final Substitution substitution;
    private final List<Exchange> expected = new ArrayList<>();
    private final List<Exchange> late = new ArrayList<>();
    private final List<Exchange> soon = new ArrayList<>();
    private final Set<Exchange> over = new HashSet<>();
    private final List<Pair> came = new ArrayList<>();
    private final List<Message> strange = new ArrayList<>();

    /**
     * A command and its recorded counterpart.
     *
     * @param nanos time of arrival
     */
    record Pair(Exchange recorded, Message command, long nanos) {}

    Commands(Substitution substitution) {
        this.substitution = substitution;
    }

    /**
     * Waits for the commands of a call. Earlier ones may still come, byte for byte, and so may those sent at the moment of the next call, because an
     * asynchronous call is answered before its command is sent.
     *
     * @return those that have not come yet
     */
    synchronized List<Exchange> expect(List<Exchange> exchanges, List<Exchange> next) {
        late.addAll(expected);
        expected.clear();
        soon.clear();
        exchanges.stream().filter(one -> !over.contains(one)).forEach(expected::add);
        soon.addAll(next);
        return List.copyOf(expected);
    }

    @Override
    public synchronized Optional<Exchange> exchange(Message command) {
        Optional<Exchange> found = first(expected, command, true)
                .or(() -> first(late, command, true))
                .or(() -> first(soon, command, true))
                .or(() -> first(expected, command, false));
        found.ifPresentOrElse(
                exchange -> {
                    expected.remove(exchange);
                    late.remove(exchange);
                    soon.remove(exchange);
                    over.add(exchange);
                    came.add(new Pair(exchange, command, System.nanoTime()));
                },
                () -> strange.add(command));
        // Commands that the original did not send are answered with success, so that ours goes on.
        return found.or(() -> GOOD.exchange(command));
    }

    private Optional<Exchange> first(List<Exchange> among, Message command, boolean exactly) {
        return among.stream().filter(one -> fits(one, command, exactly)).findFirst();
    }

    private boolean fits(Exchange exchange, Message command, boolean exactly) {
        Message recorded = exchange.command().content();
        if (!exchange.verb().equals(Exchange.verb(command))) {
            return false;
        }
        return sameAgent(recorded.body(), command.body())
                && (!exactly || withoutAgent(substitution.here(recorded)).equals(withoutAgent(command)));
    }

    private static Message withoutAgent(Message command) {
        return command.body().without("agentId");
    }

    /** Compares agents. One that the test does not know yet may be any other unknown one. */
    private boolean sameAgent(Message recorded, Message command) {
        String inRecording = recorded.id("agentId");
        String here = substitution.here(inRecording);
        return here.equals(command.id("agentId"))
                || (!substitution.knows(inRecording) && Substitution.isMadeUp(inRecording));
    }

    /** Returns received commands, each once. */
    synchronized List<Pair> taken() {
        List<Pair> taken = List.copyOf(came);
        came.clear();
        return taken;
    }

    /** Returns commands without a recorded counterpart, each once. */
    synchronized List<Message> strangers() {
        List<Message> taken = List.copyOf(strange);
        strange.clear();
        return taken;
    }

    /** Returns whether a command of this name came without a recorded counterpart. */
    synchronized boolean isStrange(String verb) {
        return strange.stream().anyMatch(command -> Exchange.verb(command).equals(verb));
    }

    /** Returns recorded commands without a counterpart. */
    synchronized List<Exchange> missing() {
        List<Exchange> missing = new ArrayList<>(late);
        missing.addAll(expected);
        return missing;
    }

    /** Returns whether all of these came, with enough time for their answers. */
    synchronized boolean done(List<Exchange> exchanges) {
        long now = System.nanoTime();
        return exchanges.stream()
                .allMatch(exchange -> came.stream()
                        .anyMatch(pair ->
                                pair.recorded.equals(exchange) && now - pair.nanos >= exchange.took() * 1_000_000L));
    }
}
