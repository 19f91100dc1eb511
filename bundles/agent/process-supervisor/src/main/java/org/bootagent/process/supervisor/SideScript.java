package org.bootagent.process.supervisor;

/** What a command beside an agent does before it runs, in the language of every host. */
final class SideScript {
    static final String NAME = "bootagent-side";

    /** Arguments: files to write the own pid to (one a line), working directory, then what to run next. */
    static final String PREPARE = """
            umask 022
            IFS='
            '
            for procs in $1; do
              echo $$ >"$procs" || exit 125
            done
            unset IFS
            cd "$2" || exit 125
            shift 2
            """;

    /** Arguments: assignments that would change how our own commands run, {@code --}, the program and its arguments. */
    static final String RUN = """
            while [ "$1" != -- ]; do
              export "$1"
              shift
            done
            shift
            exec "$@"
            """;

    private SideScript() {}
}
