package org.bootagent.process.supervisor.launch;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.RunAs;
import org.bootagent.process.supervisor.host.SystemCommands;

/** Environment of an agent and its hooks. It does not depend on how the host agent was started. */
public final class AgentEnvironment {
    /** Variable that marks an agent's processes. */
    private static final String NAME = "BOOTAGENT_AGENT";

    /** Variable with the agent's data directory. */
    private static final String DATA = "BOOTAGENT_DATA";

    /** Variables that a program inherits from the host agent's own environment. */
    private static final List<String> INHERITED = List.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    /** Holds what LC_ALL was before the host agent's own runtime was given a locale that can spell all names; see {@code jvm.sh}. */
    private static final String OUTER_LOCALE = "BOOTAGENT_LC_ALL";

    private AgentEnvironment() {}

    /** @param account that it runs as */
    public static SortedMap<String, String> of(
            AgentSpec spec, RunAs account, AgentDirectory directory, Map<String, String> host) {
        var environment = of(account, host);
        environment.putAll(spec.environment());
        environment.put(DATA, directory.data().toString());
        environment.put(NAME, spec.name());
        return environment;
    }

    /** Returns the environment of a program that runs for no agent. */
    public static SortedMap<String, String> of(RunAs account, Map<String, String> host) {
        var environment = new TreeMap<String, String>();
        environment.put("PATH", SystemCommands.DEFAULT_PATH);
        var outer = new TreeMap<>(host);
        if (outer.containsKey(OUTER_LOCALE)) {
            outer.put("LC_ALL", outer.get(OUTER_LOCALE));
        }
        for (var name : INHERITED) {
            // An empty locale is none.
            if (!outer.getOrDefault(name, "").isEmpty()) {
                environment.put(name, outer.get(name));
            }
        }
        environment.putAll(account.environment());
        return environment;
    }

    /** Returns the variable that every process of an agent has in its environment, unless it has removed it. */
    public static String mark(String agent) {
        return NAME + '=' + agent;
    }
}
