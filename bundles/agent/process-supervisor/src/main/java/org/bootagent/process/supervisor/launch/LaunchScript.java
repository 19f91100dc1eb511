package org.bootagent.process.supervisor.launch;

import org.bootagent.process.supervisor.host.ShellText;

/**
 * Shell text that runs between the host agent and the agent. It uses builtins only, so that nothing is forked but the agent.
 *
 * <p>Java starts the {@link #SHIM} in a session of its own. It stays as the agent's parent, because only a parent learns how a process ended, and the host
 * agent may not live to hear it. Its child leads a session of its own too, and becomes the agent after a few execs.
 *
 * <p>The standard output tells Java the outcome: before the agent's program is tried it ends in {@value #TRYING}; a failed try adds {@value #FAILED} and the
 * shell's code. A successful exec itself closes the descriptor (a shell moves redirected descriptors to ones that are closed on exec), so its end reliably
 * means that the program runs.
 */
public final class LaunchScript {
    /** Name of the shell that waits for an agent, in its command line. */
    public static final String SHIM_NAME = "bootagent-shim";

    /** Name of the launching shell, in its command line. */
    static final String NAME = "bootagent-launch";

    static final String TRYING = "trying";
    static final String FAILED = "failed ";

    static final String SHIM = text("shim.sh");

    /** Joins control groups. */
    public static final String JOIN = text("join.sh");

    /** Resets BootAgent's own process settings, and changes to the working directory. */
    public static final String PREPARE = text("prepare.sh");

    /** First part of the text of the launching shell. */
    static final String BEGIN = text("record.sh") + JOIN + PREPARE + "exec 3>&1 >>\"$log\" 2>&1 </dev/null\n";

    /** Part that comes before the agent's own variables are set, which may look like the shell's. */
    static final String BEFORE_RUN = "[ -z \"$BASH_VERSION\" ] || shopt -s execfail\n";

    static final String RUN = text("run.sh");

    private LaunchScript() {}

    private static String text(String name) {
        return ShellText.of(LaunchScript.class, name);
    }
}
