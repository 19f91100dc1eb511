package org.bootagent.process.supervisor;

import java.util.Collection;
import java.util.function.UnaryOperator;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.state.HaltReason;

/** The agents of this host in the metafile: how each is run, and whether it is wanted. */
final class AgentEntries {
    private final Metafile metafile;

    AgentEntries(Metafile metafile) {
        this.metafile = metafile;
    }

    Collection<AgentEntry> all() {
        return section().agents().values();
    }

    void define(AgentSpec spec) {
        commit(section -> {
            var entry = section.entry(spec.name());
            return section.with(new AgentEntry(
                    spec,
                    entry.map(AgentEntry::wanted).orElse(false),
                    entry.map(AgentEntry::halt).orElse(null)));
        });
    }

    /** Records whether the agent is wanted, and that nothing halts it any more. */
    void want(String name, boolean wanted) {
        var entry = section().entry(name).orElseThrow();
        if (entry.wanted() != wanted || entry.halt() != null) {
            change(name, now -> new AgentEntry(now.spec(), wanted));
        }
    }

    void halt(String name, HaltReason halt) {
        change(name, now -> new AgentEntry(now.spec(), now.wanted(), halt));
    }

    void remove(String name) {
        commit(section -> section.without(name));
    }

    private void change(String name, UnaryOperator<AgentEntry> change) {
        commit(section -> section.entry(name).map(change).map(section::with).orElse(section));
    }

    private AgentsSection section() {
        return metafile.read(AgentsSection.SECTION).orElse(AgentsSection.EMPTY);
    }

    private void commit(UnaryOperator<AgentsSection> change) {
        metafile.commit(edit -> edit.put(
                AgentsSection.SECTION,
                change.apply(edit.get(AgentsSection.SECTION).orElse(AgentsSection.EMPTY))));
    }
}
