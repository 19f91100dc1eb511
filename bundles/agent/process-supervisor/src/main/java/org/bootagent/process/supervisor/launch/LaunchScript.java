package org.bootagent.process.supervisor.launch;

/**
 * What happens between us and the agent, in the language of every host. Only builtins, so that nothing is forked but the agent.
 *
 * <p>Java starts the {@link #SHIM}, in a session of its own. It stays, as the parent of the agent, since only a parent is told how a process ended, and we may not
 * live to hear it. Its child leads a session of its own too and becomes the agent after a few execs.
 *
 * <p>What Java reads of its standard output tells how it went: before the agent's program is tried it ends in {@value #TRYING}; a failed try adds
 * {@value #FAILED} and the shell's code. The descriptor is closed by a successful exec itself (a shell moves what it redirects out of the way to a descriptor that
 * is closed on exec), so its end says for sure, and at once, that the program runs.
 */
public final class LaunchScript {
    /** Name of the shell that waits for an agent, in its command line. */
    public static final String SHIM_NAME = "bootagent-shim";

    /** Name of the launching shell, in its command line. */
    public static final String NAME = "bootagent-launch";

    static final String TRYING = "trying";
    static final String FAILED = "failed ";

    /**
     * Arguments: boot id, exit record, then what to run and wait for.
     *
     * <p>Ignores what a terminal, or somebody who means all shells, may send; only after the fork, or the agent would ignore it too. It keeps none of our pipes and
     * no directory. The exit record is one write.
     */
    static final String SHIM = """
            boot=$1 exit=$2
            shift 2
            "$@" &
            trap '' HUP INT QUIT USR1 USR2 PIPE ALRM TERM TSTP TTIN TTOU
            exec </dev/null >/dev/null 2>&1
            cd /
            set --
            read -r stat </proc/$!/stat
            wait $!
            code=$?
            printf '%s %s %s\\n' "$boot" $code "$stat" >"$exit"
            exit $code
            """;

    /**
     * Arguments: process record, boot id, log, files to write the own pid to (one a line), then those of {@link Inheritance#PREPARE}.
     *
     * <p>The record is a single write of the process about itself. A host agent that comes up while it is not yet written finds the shim's command line in
     * {@code /proc} instead, see {@link Launches}. An older record is written over where it stands, as that needs no space: on a full disk an agent is started
     * again all the same. The cgroups are joined here, before the agent's first instruction.
     */
    public static final String JOIN = """
            read -r stat </proc/$$/stat && printf '%s %s\\n' "$2" "$stat" 1<>"$1" || exit 125
            log=$3
            IFS='
            '
            for procs in $4; do
              echo $$ >"$procs" || exit 125
            done
            unset IFS
            shift 4
            """;

    /** After {@link Inheritance#PREPARE}. Arguments: what to run next. */
    static final String REDIRECT = "exec 3>&1 >>\"$log\" 2>&1 </dev/null\n";

    /** Before the agent's own variables are set, which may look like the shell's. */
    static final String BEFORE_RUN = "[ -z \"$BASH_VERSION\" ] || shopt -s execfail\n";

    /** Arguments: the program and its arguments. */
    public static final String RUN = """
            trap 'echo "failed $?" >&3' EXIT
            echo trying >&3
            { exec "$@"; } 3>&-
            exit $?
            """;

    private LaunchScript() {}
}
