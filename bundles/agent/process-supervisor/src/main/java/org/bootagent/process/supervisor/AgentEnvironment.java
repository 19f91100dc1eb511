package org.bootagent.process.supervisor;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bootagent.api.process.AgentSpec;

/**
 * The environment of an agent.
 *
 * @param early what may already be set when our own commands run
 * @param late what would change how they run, such as {@code LD_LIBRARY_PATH}, or hold them up, such as the locale, whose files each of them would read
 */
record AgentEnvironment(Map<String, String> early, Map<String, String> late) {
    /** Tells an agent's processes. */
    private static final String NAME = "BOOTAGENT_AGENT";

    /** Tells an agent where it may write. */
    private static final String DATA = "BOOTAGENT_DATA";

    /** Of the host agent's own environment an agent gets only this. */
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    private static final Predicate<String> LATE =
            Pattern.compile("LD_[A-Z0-9_]+|LC_[A-Z]+|LANG").asMatchPredicate();

    /** @param user to run as, or null */
    static AgentEnvironment of(AgentSpec spec, RunAs user, AgentDirectory directory, Map<String, String> host) {
        var early = inherited(host);
        if (user != null) {
            early.putAll(user.environment());
        }
        early.put(DATA, directory.data().toString());
        early.putAll(spec.environment());
        early.put(NAME, spec.name());
        var late = new TreeMap<>(early);
        late.keySet().removeIf(LATE.negate());
        early.keySet().removeIf(LATE);
        return new AgentEnvironment(early, late);
    }

    static SortedMap<String, String> inherited(Map<String, String> host) {
        var inherited = new TreeMap<String, String>();
        inherited.put("PATH", SystemCommands.DEFAULT_PATH);
        for (var name : INHERITED) {
            if (host.containsKey(name)) {
                inherited.put(name, host.get(name));
            }
        }
        return inherited;
    }

    /** What every process of an agent has in its environment, unless it has taken it away. */
    static String mark(String agent) {
        return NAME + '=' + agent;
    }

    String path() {
        return early.get("PATH");
    }
}
