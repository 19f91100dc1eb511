package org.bootagent.process.supervisor.limits;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits of a running agent, which can be changed without a restart. */
public final class RunningLimits {
    private static final Logger LOG = LoggerFactory.getLogger(RunningLimits.class);

    private final ProcessRecord process;
    private final LimitScope scope;
    private final SystemCommands commands;
    private Limits limits;
    private boolean released;

    public RunningLimits(ProcessRecord process, LimitScope scope, SystemCommands commands, Limits limits) {
        this.process = process;
        this.scope = scope;
        this.commands = commands;
        this.limits = limits;
    }

    public synchronized Limits inForce() {
        return limits;
    }

    public String mechanism() {
        return scope.mechanism();
    }

    public LimitScope scope() {
        return scope;
    }

    /**
     * Kills what is left in the scope, and removes it. Two may end a process at once, such as a failed health check and a job; the later one does nothing here, because
     * the agent's next process may have the same scope by then.
     *
     * @param last whether nothing else is left of the process, so that this need not be done again
     */
    public synchronized void release(boolean last) {
        if (!released) {
            try {
                scope.clear();
            } finally {
                released = last;
            }
        }
    }

    /** Changes the limits. A limit for which the host lacks the tool stays as it is until the next start. */
    public synchronized void change(Limits wanted) throws JobException {
        scope.change(Resource.only(EnumSet.allOf(Resource.class), wanted));
        int files =
                changed(wanted.files(), limits.files()) && limitFiles(wanted.files()) ? wanted.files() : limits.files();
        int nice = wanted.nice() != limits.nice() && renice(wanted.nice()) ? wanted.nice() : limits.nice();
        limits = new Limits(wanted.cpuPercent(), wanted.memoryBytes(), wanted.pids(), files, nice);
        if (!limits.equals(wanted)) {
            LOG.warn(
                    "Process {} is held to {}; {} is in force from its next start",
                    process.stat().pid(),
                    limits,
                    wanted);
        }
    }

    /** Returns whether a limit changed. A removed limit stays until the next start, because the earlier value is unknown. */
    private static boolean changed(int wanted, int now) {
        return wanted != now && wanted != 0;
    }

    /** Limits the open files of the agent's own process, not of its children. */
    private boolean limitFiles(int files) {
        return commands.prlimit()
                .filter(prlimit -> run(List.of(prlimit, "--pid", pid(), "--nofile=" + files + ':' + files)))
                .isPresent();
    }

    private boolean renice(int nice) {
        return commands.renice()
                .filter(renice -> run(List.of(renice, "-n", Integer.toString(nice), "-g", pid())))
                .isPresent();
    }

    private String pid() {
        return Long.toString(process.stat().pid());
    }

    private static boolean run(List<String> command) {
        try {
            return SystemCommands.succeeds(command);
        } catch (IOException e) {
            LOG.warn("Cannot run {}: {}", command.get(0), e.toString());
            return false;
        }
    }
}
