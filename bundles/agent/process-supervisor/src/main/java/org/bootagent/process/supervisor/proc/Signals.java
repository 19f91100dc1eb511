package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sends signals to process groups. The shell's own kill exists on every host, and is cheaper than /bin/kill. Many signals at a time are sent by one shell,
 * started by the first caller.
 */
public final class Signals {
    private static final String SCRIPT =
            "while [ $# -gt 0 ]; do if kill -s \"$1\" -- \"-$2\"; then echo 1; else echo 0; fi; shift 2; done";

    private final String sh;
    /** Waiting signals. Also guards whether a caller sends, or has been told to. */
    private final Queue<Signal> waiting = new ArrayDeque<>();

    private boolean busy;

    public Signals(String sh) {
        this.sh = sh;
    }

    /** @param turn true when its caller is to send, false when it is done */
    private record Signal(String name, long group, CompletableFuture<Boolean> turn, CompletableFuture<Boolean> sent) {
        Signal(String name, long group) {
            this(name, group, new CompletableFuture<>(), new CompletableFuture<>());
        }
    }

    /** Sends a signal; false if there is no such group, or no such signal. */
    boolean send(String name, long group) {
        var signal = new Signal(name, group);
        if (isFirst(signal) || signal.turn().join()) {
            sendWaiting();
        }
        try {
            return signal.sent().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("Cannot run " + sh + " to signal process group " + group, e.getCause());
        }
    }

    /** Queues the signal and returns whether nobody sends, so that its owner does. */
    private boolean isFirst(Signal signal) {
        synchronized (waiting) {
            waiting.add(signal);
            boolean first = !busy;
            busy = true;
            return first;
        }
    }

    private void sendWaiting() {
        List<Signal> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        try {
            var outcomes = send(all);
            for (int i = 0; i < all.size(); i++) {
                all.get(i).sent().complete(outcomes.get(i).equals("1"));
            }
        } catch (IOException | RuntimeException | Error e) {
            all.forEach(signal -> signal.sent().completeExceptionally(e));
        } finally {
            handOver();
            all.forEach(signal -> signal.turn().complete(false));
        }
    }

    private void handOver() {
        synchronized (waiting) {
            busy = !waiting.isEmpty();
            if (busy) {
                waiting.element().turn().complete(true);
            }
        }
    }

    private List<String> send(List<Signal> all) throws IOException {
        var command = new ArrayList<>(List.of(sh, "-c", SCRIPT, "kill"));
        for (var signal : all) {
            command.add(signal.name());
            command.add(Long.toString(signal.group()));
        }
        var shell = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        var outcomes = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .toList();
        if (outcomes.size() != all.size()) {
            throw new IOException("it has sent " + outcomes.size() + " of " + all.size() + " signals");
        }
        return outcomes;
    }
}
