package org.bootagent.local;

import java.util.List;
import org.bootagent.api.metafile.Section;

/**
 * Agents defined from the file, so that those it no longer lists can be removed.
 *
 * @param names of these agents
 */
record AppliedAgents(List<String> names) {
    static final Section<AppliedAgents> SECTION = new Section<>("local", AppliedAgents.class);

    AppliedAgents {
        names = names == null ? List.of() : List.copyOf(names);
    }
}
