package org.bootagent.process.supervisor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;

/** A metafile in memory. */
final class MemoryMetafile implements Metafile {
    private Map<Section<?>, Record> sections = Map.of();

    @Override
    public synchronized <T extends Record> Optional<T> read(Section<T> section) {
        return Optional.ofNullable(sections.get(section)).map(section.type()::cast);
    }

    @Override
    public synchronized void commit(Consumer<Edit> edit) {
        var changed = new HashMap<>(sections);
        edit.accept(new Edit() {
            @Override
            public <T extends Record> Optional<T> get(Section<T> section) {
                return Optional.ofNullable(changed.get(section)).map(section.type()::cast);
            }

            @Override
            public <T extends Record> void put(Section<T> section, T value) {
                changed.put(section, value);
            }

            @Override
            public void remove(Section<?> section) {
                changed.remove(section);
            }
        });
        sections = Map.copyOf(changed);
    }
}
