package org.bootagent.process.supervisor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.metafile.Section;

/**
 * All agents of this host, as stored in the metafile.
 *
 * @param agents by name
 */
public record AgentsSection(Map<String, AgentEntry> agents) {
    static final Section<AgentsSection> SECTION = new Section<>("agents", AgentsSection.class);
    static final AgentsSection EMPTY = new AgentsSection(Map.of());

    public AgentsSection {
        agents = agents == null ? Map.of() : Map.copyOf(agents);
    }

    Optional<AgentEntry> entry(String name) {
        return Optional.ofNullable(agents.get(name));
    }

    AgentsSection with(AgentEntry entry) {
        var changed = new LinkedHashMap<>(agents);
        changed.put(entry.spec().name(), entry);
        return new AgentsSection(changed);
    }

    AgentsSection without(String name) {
        var changed = new LinkedHashMap<>(agents);
        changed.remove(name);
        return new AgentsSection(changed);
    }
}
