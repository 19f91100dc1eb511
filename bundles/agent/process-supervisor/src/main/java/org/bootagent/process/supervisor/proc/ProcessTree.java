package org.bootagent.process.supervisor.proc;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bootagent.api.host.ProcessStat;

/** Finds an agent's processes: those of its session and group, and their descendants. */
public final class ProcessTree {
    private ProcessTree() {}

    /**
     * Returns the agent's processes.
     *
     * @param known processes found earlier, which stay the agent's wherever they have gone
     * @param all processes of the host
     * @return by pid, the leader first: killed in this order, it cannot outlive a child and end by itself
     */
    public static Map<Long, ProcessStat> of(
            ProcessRecord leader, Map<Long, ProcessStat> known, Collection<ProcessStat> all) {
        var found = new LinkedHashMap<Long, ProcessStat>();
        all.stream()
                .filter(process -> process.pid() == leader.stat().pid())
                .filter(process -> !process.zombie() && belongs(process, leader, known, found))
                .forEach(process -> found.put(process.pid(), process));
        int before;
        do {
            before = found.size();
            for (var process : all) {
                if (!process.zombie() && belongs(process, leader, known, found)) {
                    found.put(process.pid(), process);
                }
            }
        } while (found.size() > before);
        return found;
    }

    private static boolean belongs(
            ProcessStat process, ProcessRecord leader, Map<Long, ProcessStat> known, Map<Long, ProcessStat> found) {
        long id = leader.stat().pid();
        var earlier = known.get(process.pid());
        return process.session() == id
                || process.group() == id
                || found.containsKey(process.parent())
                || (earlier != null && earlier.start() == process.start());
    }
}
