package org.bootagent.job.script;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;

/** Facts of agents that a script has installed, beside their definitions. */
record ScriptAgents(Map<String, Entry> agents) {
    private static final Section<ScriptAgents> SECTION = new Section<>("script-agents", ScriptAgents.class);
    private static final ScriptAgents NONE = new ScriptAgents(Map.of());

    /**
     * An agent.
     *
     * @param agentId a UUID, or null
     * @param configurationPath or null
     */
    record Entry(String agentId, String configurationPath) {}

    ScriptAgents {
        agents = agents == null ? Map.of() : Map.copyOf(agents);
    }

    static Optional<Entry> entry(Metafile metafile, String name) {
        return Optional.ofNullable(metafile.read(SECTION).orElse(NONE).agents().get(name));
    }

    static void put(Metafile metafile, String name, Entry entry) {
        metafile.commit(edit -> edit.put(SECTION, edit.get(SECTION).orElse(NONE).with(name, entry)));
    }

    static void remove(Metafile metafile, String name) {
        if (entry(metafile, name).isPresent()) {
            metafile.commit(
                    edit -> edit.put(SECTION, edit.get(SECTION).orElse(NONE).with(name, null)));
        }
    }

    private ScriptAgents with(String name, Entry entry) {
        var changed = new HashMap<>(agents);
        changed.remove(name);
        if (entry != null) {
            changed.put(name, entry);
        }
        return new ScriptAgents(changed);
    }
}
