package org.bootagent.process.supervisor;

/**
 * What a new process does before it becomes the agent, in the language of every host. Only builtins, so that nothing is forked: the process that Java started is
 * the agent, after two or three execs.
 *
 * <p>What Java reads of its standard output tells how it went: before the agent's program is tried it ends in {@value #TRYING}; a failed try adds
 * {@value #FAILED} and the shell's code. The descriptor is closed by a successful exec itself (a shell moves what it redirects out of the way to a descriptor that
 * is closed on exec), so its end says for sure, and at once, that the program runs.
 */
final class LaunchScript {
    /** Name of the launching shell, in its command line. */
    static final String NAME = "bootagent-launch";

    static final String TRYING = "trying";
    static final String FAILED = "failed ";

    /**
     * Arguments: process record, boot id, log, working directory, files to write the own pid to (one a line), then what to run next.
     *
     * <p>The record is a single write of the process about itself. A host agent that comes up while it is not yet written finds this very command line in
     * {@code /proc} instead, see {@link Launches}. The cgroups are joined here, before the agent's first instruction.
     */
    static final String PREPARE = """
            umask 022
            read -r stat </proc/$$/stat && printf '%s %s\\n' "$2" "$stat" >"$1" || exit 125
            IFS='
            '
            for procs in $5; do
              echo $$ >"$procs" || exit 125
            done
            unset IFS
            cd "$4" || exit 125
            exec 3>&1 >>"$3" 2>&1 </dev/null
            shift 5
            """;

    /**
     * Arguments: assignments, {@code --}, the program and its arguments. Assigned here is what would otherwise change how our own commands run, such as
     * {@code LD_LIBRARY_PATH}.
     */
    static final String RUN = """
            while [ "$1" != -- ]; do
              export "$1"
              shift
            done
            shift
            [ -z "$BASH_VERSION" ] || shopt -s execfail
            trap 'echo "failed $?" >&3' EXIT
            echo trying >&3
            { exec "$@"; } 3>&-
            exit $?
            """;

    private LaunchScript() {}
}
