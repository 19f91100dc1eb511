package org.bootagent.local;

import java.util.List;
import org.bootagent.api.metafile.Section;

/**
 * The agents that the file has brought, so that those which it no longer has can be taken away.
 *
 * @param names of them
 */
record AppliedAgents(List<String> names) {
    static final Section<AppliedAgents> SECTION = new Section<>("local", AppliedAgents.class);

    AppliedAgents {
        names = names == null ? List.of() : List.copyOf(names);
    }
}
