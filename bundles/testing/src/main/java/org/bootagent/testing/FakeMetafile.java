package org.bootagent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.wire.Json;

/** A metafile that outlives crashes, kept as JSON to expose values that cannot be stored. */
public final class FakeMetafile implements Metafile {
    private final Faults faults;
    private Map<String, String> sections = new LinkedHashMap<>();

    FakeMetafile(Faults faults) {
        this.faults = faults;
    }

    @Override
    public <T extends Record> Optional<T> read(Section<T> section) {
        return read(sections, section);
    }

    @Override
    public void commit(Consumer<Edit> edit) {
        var copy = new LinkedHashMap<>(sections);
        var afterwards = new ArrayList<Runnable>();
        edit.accept(new MapEdit(copy, afterwards));
        try {
            faults.step("commit", () -> sections = copy);
        } catch (JobException e) {
            throw new MetafileException(e.getMessage(), e);
        }
        afterwards.forEach(Runnable::run);
    }

    private static <T extends Record> Optional<T> read(Map<String, String> from, Section<T> section) {
        try {
            var json = from.get(section.name());
            return json == null ? Optional.empty() : Optional.of(Json.MAPPER.readValue(json, section.type()));
        } catch (JsonProcessingException e) {
            throw new MetafileException(section + " cannot be read back", e);
        }
    }

    private record MapEdit(Map<String, String> sections, List<Runnable> afterwards) implements Edit {
        @Override
        public <T extends Record> Optional<T> get(Section<T> section) {
            return read(sections, section);
        }

        @Override
        public <T extends Record> void put(Section<T> section, T value) {
            try {
                sections.put(section.name(), Json.MAPPER.writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw new MetafileException(section + " cannot be kept", e);
            }
        }

        @Override
        public void afterCommit(Runnable task) {
            afterwards.add(task);
        }

        @Override
        public void remove(Section<?> section) {
            sections.remove(section.name());
        }
    }
}
