package org.bootagent.metafile.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.wire.Json;

/** Committed state. Sections stay text until they are read, so those of absent bundles survive. */
final class Generation {
    static final Generation NONE = new Generation(0, Map.of());

    private final long number;
    private final Map<String, byte[]> sections;
    private final Map<Section<?>, Record> values = new ConcurrentHashMap<>();

    /** @param sections JSON text of each section, by name */
    Generation(long number, Map<String, byte[]> sections) {
        this.number = number;
        this.sections = new TreeMap<>(sections);
    }

    long number() {
        return number;
    }

    Map<String, byte[]> sections() {
        return new TreeMap<>(sections);
    }

    <T extends Record> Optional<T> read(Section<T> section) {
        byte[] text = sections.get(section.name());
        return text == null
                ? Optional.empty()
                : Optional.of(section.type().cast(values.computeIfAbsent(section, wanted -> parse(wanted, text))));
    }

    /** Returns the next state, or empty if nothing has changed. Unchanged values need not be parsed again. */
    Optional<Generation> next(long newNumber, Map<String, Optional<SectionValue>> changed) {
        var next = new Generation(newNumber, sections);
        next.values.putAll(values);
        changed.forEach(next::replace);
        return next.hasTextOf(this) ? Optional.empty() : Optional.of(next);
    }

    private void replace(String name, Optional<SectionValue> value) {
        byte[] text = value.map(SectionValue::text).orElse(null);
        if (Arrays.equals(text, sections.get(name))) {
            return;
        }
        values.keySet().removeIf(section -> section.name().equals(name));
        if (text == null) {
            sections.remove(name);
        } else {
            sections.put(name, text);
            values.put(value.orElseThrow().section(), value.orElseThrow().content());
        }
    }

    /** Returns whether this generation took its texts from the other one. */
    private boolean hasTextOf(Generation other) {
        return sections.size() == other.sections.size()
                && sections.entrySet().stream()
                        .allMatch(section -> section.getValue() == other.sections.get(section.getKey()));
    }

    static Record parse(Section<?> section, byte[] text) {
        try {
            return Json.MAPPER.readValue(text, section.type());
        } catch (IOException e) {
            throw new MetafileException(
                    "section '" + section.name()
                            + "' of the metafile is not what this version of BootAgent keeps there",
                    e);
        }
    }
}
