package org.bootagent.transport.grpc.host;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bootagent.api.host.ProcessStat;

/**
 * Measures what agents use, each with all processes that it has started: those of the session that it leads, and their children wherever they went. For one
 * thread.
 *
 * <p>A process of somebody else never becomes an agent's. Once known, it is skipped while the agents stay the same, but only for a few looks, because pids are
 * reused. So on a large host, most looks read only agents' processes and new ones.
 */
public final class AgentUsage {
    private static final int LOOKS_UNTIL_ALL = 10;

    private final Proc proc;
    private final long pageSize;
    private final Set<Long> strangers = new HashSet<>();
    private Set<Long> leadersBefore = Set.of();
    private Map<ProcessStat.Key, Long> before = Map.of();
    private long ticksBefore;
    private int looks;

    /**
     * An agent's share.
     *
     * @param cpu 0 to 1, of the whole machine, since the last look
     * @param memory bytes
     */
    public record Share(float cpu, long memory, String command) {}

    /** Sum over an agent's processes. */
    private static final class Sum {
        private long ticks;
        private long pages;
    }

    public AgentUsage(Proc proc) {
        this.proc = proc;
        this.pageSize = proc.pageSize();
    }

    /**
     * Measures each agent's share.
     *
     * @param agents pids by name
     */
    public Map<String, Share> look(Map<String, Long> agents) {
        var shares = new HashMap<String, Share>();
        var leaders = Set.copyOf(agents.values());
        if (!leaders.equals(leadersBefore) || ++looks % LOOKS_UNTIL_ALL == 0) {
            strangers.clear();
        }
        leadersBefore = leaders;
        if (agents.isEmpty()) {
            before = Map.of();
            ticksBefore = 0;
            return shares;
        }
        var families = families(leaders);
        long now = Arrays.stream(proc.cpuTicks()).sum();
        long passed = ticksBefore == 0 ? 0 : now - ticksBefore;
        agents.forEach((name, pid) -> {
            Sum sum = families.get(pid);
            if (sum != null) {
                float cpu = passed <= 0 ? 0 : Math.min(1, (float) sum.ticks / passed);
                shares.put(name, new Share(cpu, sum.pages * pageSize, Proc.words(proc.bytes(pid + "/cmdline"))));
            }
        });
        ticksBefore = now;
        return shares;
    }

    /** Returns the use of each family since the last look, by its leader. */
    private Map<Long, Sum> families(Set<Long> leaders) {
        var table = table();
        var families = new HashMap<Long, Sum>();
        var ticks = new HashMap<ProcessStat.Key, Long>();
        for (ProcessStat process : table.values()) {
            long leader = leader(table, leaders, process);
            if (leader == 0) {
                strangers.add(process.pid());
                continue;
            }
            Sum sum = families.computeIfAbsent(leader, pid -> new Sum());
            sum.ticks += Math.max(0, process.ticks() - before.getOrDefault(process.key(), 0L));
            sum.pages += process.pages();
            ticks.put(process.key(), process.ticks());
        }
        before = ticks;
        return families;
    }

    /** @return pid of the leader; 0: none of these */
    private static long leader(Map<Long, ProcessStat> table, Set<Long> leaders, ProcessStat process) {
        for (var one = process; one != null; one = table.get(one.parent())) {
            if (leaders.contains(one.pid())) {
                return one.pid();
            }
            if (leaders.contains(one.session())) {
                return one.session();
            }
        }
        return 0;
    }

    /** Returns all processes except those known to be somebody else's. */
    private Map<Long, ProcessStat> table() {
        var table = new HashMap<Long, ProcessStat>();
        var there = proc.pids();
        strangers.retainAll(there);
        for (Long pid : there) {
            if (!strangers.contains(pid)) {
                // It may have ended meanwhile.
                ProcessStat.parse(proc.bytes(pid + "/stat")).ifPresent(line -> table.put(pid, line));
            }
        }
        return table;
    }
}
