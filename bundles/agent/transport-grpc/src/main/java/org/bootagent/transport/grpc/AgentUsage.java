package org.bootagent.transport.grpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What agents use, each with all that its process has started: those of its session, which it leads, and their children wherever they went. One walk over the process table
 * serves all agents. For one thread.
 */
final class AgentUsage {
    private static final long PAGE = 4096;

    private final Proc proc;
    private Map<ProcessLine.Key, Long> before = Map.of();
    private long ticksBefore;

    /**
     * An agent's share.
     *
     * @param cpu 0 to 1, of the whole machine, since the last look
     * @param memory bytes
     */
    record Share(float cpu, long memory, String command) {}

    /** A process as {@code stat} tells it. */
    record ProcessLine(long pid, long parent, long session, long ticks, long pages, long started) {
        /** Pids come again. */
        record Key(long pid, long started) {}

        Key key() {
            return new Key(pid, started);
        }

        static Optional<ProcessLine> parse(String stat) {
            int open = stat.indexOf(' ');
            int close = stat.lastIndexOf(')');
            var words = close < 0
                    ? new String[0]
                    : stat.substring(close + 1).strip().split(" ", -1);
            if (words.length < 22) {
                return Optional.empty();
            }
            // Numbered from the state on, which is the third field of the line.
            var fields = Arrays.stream(words, 1, 22)
                    .mapToLong(word -> Proc.number(word).orElse(0))
                    .toArray();
            return Optional.of(new ProcessLine(
                    Long.parseLong(stat.substring(0, open)),
                    fields[0],
                    fields[2],
                    fields[10] + fields[11],
                    fields[20],
                    fields[18]));
        }
    }

    AgentUsage(Proc proc) {
        this.proc = proc;
    }

    /**
     * Looks.
     *
     * @param agents pids by name
     */
    Map<String, Share> look(Map<String, Long> agents) {
        var shares = new HashMap<String, Share>();
        if (agents.isEmpty()) {
            before = Map.of();
            ticksBefore = 0;
            return shares;
        }
        var table = table();
        long now = Arrays.stream(proc.cpuTicks()).sum();
        long passed = ticksBefore == 0 ? 0 : now - ticksBefore;
        agents.forEach((name, pid) -> share(table, pid, passed).ifPresent(share -> shares.put(name, share)));
        ticksBefore = now;
        before = ticks(table);
        return shares;
    }

    private Optional<Share> share(Map<Long, ProcessLine> table, long pid, long passed) {
        var leader = table.get(pid);
        if (leader == null) {
            return Optional.empty();
        }
        long ticks = 0;
        long pages = 0;
        for (ProcessLine process : family(table, leader)) {
            ticks += Math.max(0, process.ticks() - before.getOrDefault(process.key(), 0L));
            pages += process.pages();
        }
        float cpu = passed <= 0 ? 0 : Math.min(1, (float) ticks / passed);
        return Optional.of(new Share(cpu, pages * PAGE, command(pid)));
    }

    private static List<ProcessLine> family(Map<Long, ProcessLine> table, ProcessLine leader) {
        Predicate<ProcessLine> belongs = process -> {
            for (var one = process; one != null; one = table.get(one.parent())) {
                if (one.session() == leader.pid() || one.pid() == leader.pid()) {
                    return true;
                }
            }
            return false;
        };
        return table.values().stream().filter(belongs).toList();
    }

    private Map<Long, ProcessLine> table() {
        var table = new HashMap<Long, ProcessLine>();
        try (var directory = Files.newDirectoryStream(proc.root(), "[0-9]*")) {
            for (Path process : directory) {
                read(process.resolve("stat")).flatMap(ProcessLine::parse).ifPresent(one -> table.put(one.pid(), one));
            }
        } catch (IOException e) {
            return Map.of();
        }
        return table;
    }

    private static Map<ProcessLine.Key, Long> ticks(Map<Long, ProcessLine> table) {
        var ticks = new HashMap<ProcessLine.Key, Long>();
        table.values().forEach(process -> ticks.put(process.key(), process.ticks()));
        return ticks;
    }

    private String command(long pid) {
        var words = new ArrayList<>(
                List.of(read(proc.root().resolve(pid + "/cmdline")).orElse("").split("\0", -1)));
        words.removeIf(String::isEmpty);
        return String.join(" ", words);
    }

    /** A process may end meanwhile. */
    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
