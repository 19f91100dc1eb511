package org.bootagent.job.script;

import java.util.List;
import org.bootagent.api.process.Script;

/**
 * The script of a job, named as on the wire. Its {@code timeout}, in seconds, is the job's own.
 *
 * @param script its text; null: there is none
 * @param args behind it
 */
record ScriptRequest(String script, List<String> args) {
    ScriptRequest {
        script = script == null || script.isBlank() ? null : script;
        args = Lists.words(args, "args");
        if (script != null) {
            check(script, args);
        }
    }

    /** The bounds of a script are its own. */
    private static void check(String script, List<String> args) {
        var unused = new Script(script, null, args, null, null);
    }

    /** @param directory to run in, or null: the host's own */
    Script in(String directory) {
        return new Script(script, null, args, null, directory);
    }
}
