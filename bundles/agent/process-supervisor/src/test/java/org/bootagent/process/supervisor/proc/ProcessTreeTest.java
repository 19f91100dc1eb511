package org.bootagent.process.supervisor.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bootagent.api.host.ProcessStat;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    private static final ProcessRecord LEADER = new ProcessRecord("boot", process(40, 1, 40));

    /** When pids wrap around, children have lower ones. */
    @Test
    void theLeaderIsFirstWhateverThePids() {
        var all = List.of(process(1, 0, 1), process(3, 40, 40), process(16, 3, 40), process(32, 40, 32), LEADER.stat());
        assertThat(ProcessTree.of(LEADER, Map.of(), all).keySet())
                .containsExactlyInAnyOrder(40L, 3L, 16L, 32L)
                .first()
                .isEqualTo(40L);
    }

    @Test
    void whoWasTheAgentsIsThereWithoutItsLeader() {
        var escaped = process(7, 1, 7);
        var all = List.of(process(1, 0, 1), escaped, process(8, 1, 8));
        assertThat(ProcessTree.of(LEADER, Map.of(7L, escaped), all)).containsOnlyKeys(7L);
    }

    private static ProcessStat process(long pid, long parent, long session) {
        return new ProcessStat(pid, false, parent, session, session, 0, 0, 1, pid, 0);
    }
}
