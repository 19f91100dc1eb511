package org.bootagent.process.supervisor;

import org.bootagent.process.supervisor.launch.Inheritance;

/** What a command beside an agent does before it runs, in the language of every host. */
final class SideScript {
    static final String NAME = "bootagent-side";

    /** Arguments: files to write the own pid to (one a line), then those of {@link Inheritance#PREPARE}. */
    static final String JOIN = """
            IFS='
            '
            for procs in $1; do
              echo $$ >"$procs" || exit 125
            done
            unset IFS
            shift
            """;

    /** Arguments: what to run next. */
    static final String RUN = "exec \"$@\"\n";

    private SideScript() {}
}
