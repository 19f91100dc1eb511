package org.bootagent.process.supervisor.limits;

import java.util.OptionalLong;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;

/** Refuses a limit below an agent's present use, which would kill it at once. */
final class MemoryInUse {
    private MemoryInUse() {}

    /** Refuses a limit below the memory in use. Cached pages of files do not count, as the kernel can take them back. */
    static void checkBelow(Cgroup cgroup, String current, String agent, Limits wanted) throws JobException {
        long cached = cgroup.number("memory.stat", "active_file") + cgroup.number("memory.stat", "inactive_file");
        check(cgroup.number(current).orElse(0) - cached, agent, wanted);
    }

    static void check(long used, String agent, Limits wanted) throws JobException {
        if (wanted.memoryBytes() > 0 && used > wanted.memoryBytes()) {
            throw tooMuch(agent, OptionalLong.of(used), wanted, null);
        }
    }

    static JobException tooMuch(String agent, OptionalLong used, Limits wanted, Exception cause) {
        return new JobException(
                ErrorCode.BAD_FIELD,
                "limit memory " + wanted.words().get("memory") + " is less than agent " + agent + " has now ("
                        + OverLimit.size(used) + "); allow it more, or stop it and start it with this limit",
                cause);
    }
}
