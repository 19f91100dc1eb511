package org.bootagent.process.supervisor.hook;

import org.bootagent.process.supervisor.launch.Inheritance;

/** What a command beside an agent does before it runs, in the language of every host. */
public final class SideScript {
    public static final String NAME = "bootagent-side";

    /** Arguments: files to write the own pid to (one a line), then those of {@link Inheritance#PREPARE}. */
    public static final String JOIN = """
            IFS='
            '
            for procs in $1; do
              echo $$ >"$procs" || exit 125
            done
            unset IFS
            shift
            """;

    /** Arguments: what to run next. */
    public static final String RUN = "exec \"$@\"\n";

    private SideScript() {}
}
