package org.bootagent.testing.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A call that changes a file or makes it durable, described so that strace finds it again in another run: by thread, file and count.
 *
 * @param file the file, or for a call relative to a directory that directory, as in {@link Names}
 * @param thread that made the call
 * @param occurrence number of this thread's call of this name about the file, from 1
 * @param ambiguous whether another thread makes as many such calls before
 */
public record KillPoint(String call, String file, String thread, int occurrence, boolean ambiguous) {
    /** Calls without kills: opening a file is a change only if that creates or empties it, and most do neither. */
    private static final Set<String> NOT_KILLED_AT = Set.of("openat", "open", "creat", "chmod", "fchmod", "fchmodat");

    private record Counter(long tid, String call, String file) {}

    /**
     * Returns the kill points of a recording, in order.
     *
     * @param counts whether a file below the home counts, given its path from there
     * @param isOwn whether a thread is one of the process that is to be killed, not of a child
     */
    public static List<KillPoint> of(Trace trace, Names names, Predicate<String> counts, Predicate<Long> isOwn) {
        var points = new ArrayList<KillPoint>();
        var byThread = new HashMap<Counter, Integer>();
        var most = new HashMap<String, Integer>();
        for (SystemCall call : trace.calls()) {
            if (NOT_KILLED_AT.contains(call.name()) || !isOwn.test(call.tid())) {
                continue;
            }
            count(call, byThread);
            String key = key(call, names.home());
            if (key == null
                    || !call.succeeded()
                    || !counts.test(key.substring(names.home().length()))) {
                continue;
            }
            int occurrence = byThread.get(new Counter(call.tid(), call.name(), key));
            boolean ambiguous = most.merge(call.name() + key, occurrence, Math::max) > occurrence
                    || countedByOthers(byThread, call, key, occurrence);
            points.add(new KillPoint(call.name(), names.general(key), call.thread(), occurrence, ambiguous));
        }
        return points;
    }

    private static boolean countedByOthers(Map<Counter, Integer> all, SystemCall call, String key, int occurrence) {
        return all.entrySet().stream()
                .anyMatch(other -> other.getKey().tid() != call.tid()
                        && other.getKey().call().equals(call.name())
                        && other.getKey().file().equals(key)
                        && other.getValue() >= occurrence);
    }

    private static void count(SystemCall call, Map<Counter, Integer> byThread) {
        for (String file : Set.copyOf(candidates(call))) {
            byThread.merge(new Counter(call.tid(), call.name(), file), 1, Integer::sum);
        }
    }

    /** Returns the arguments that strace can filter by: absolute paths and descriptors. */
    private static List<String> candidates(SystemCall call) {
        var all = new ArrayList<>(call.descriptors());
        boolean symlink = call.name().startsWith("symlink");
        var texts = call.name().contains("write") ? List.<String>of() : call.texts();
        all.addAll(symlink ? texts.subList(Math.min(1, texts.size()), texts.size()) : texts);
        return all;
    }

    /** Returns the most specific file: of two, the first is a draft that has a name of its own. */
    private static String key(SystemCall call, String home) {
        return candidates(call).stream()
                .filter(file -> file.equals(home) || file.startsWith(home + "/"))
                .findFirst()
                .orElse(null);
    }

    /** Returns whether a trace of {@link Strace#killing} shows that the call was entered and never left. */
    public boolean killed(Trace trace, Names names) {
        String wanted = names.particular(file);
        return trace.killed()
                && trace.calls().stream()
                        .anyMatch(entered -> entered.name().equals(call)
                                && entered.result() == SystemCall.NEVER
                                && (entered.thread().isEmpty()
                                        || entered.thread().equals(thread))
                                && candidates(entered).contains(wanted));
    }

    @Override
    public String toString() {
        return call + " " + file + " #" + occurrence + " (" + thread + ")";
    }
}
