package org.bootagent.job.install;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;

/** Journal of unfinished installs, by agent. */
final class InstallJournal {
    private static final Section<Installs> SECTION = new Section<>("installs", Installs.class);

    private final Metafile metafile;

    /** Section of the metafile that keeps the journal. */
    record Installs(Map<String, InstallIntent> begun) {
        Installs {
            begun = begun == null ? Map.of() : Map.copyOf(begun);
        }
    }

    InstallJournal(Metafile metafile) {
        this.metafile = metafile;
    }

    Optional<InstallIntent> begun(String agent) {
        return metafile.read(SECTION).map(installs -> installs.begun().get(agent));
    }

    void begin(String agent, InstallIntent begun) {
        change(all -> all.put(agent, begun));
    }

    void end(String agent) {
        change(all -> all.remove(agent));
    }

    private void change(Consumer<Map<String, InstallIntent>> change) {
        metafile.commit(edit -> {
            var all = new LinkedHashMap<String, InstallIntent>();
            edit.get(SECTION).ifPresent(installs -> all.putAll(installs.begun()));
            change.accept(all);
            edit.put(SECTION, new Installs(all));
        });
    }
}
