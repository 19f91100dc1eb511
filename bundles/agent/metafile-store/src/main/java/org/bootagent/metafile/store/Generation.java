package org.bootagent.metafile.store;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.wire.Json;

/** One committed state. Sections stay text until somebody reads them, so those of bundles that are not here survive. */
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

    /** The next state: values that did not change need not be parsed again. */
    Generation next(long newNumber, Map<String, byte[]> newSections, Map<Section<?>, Record> newValues) {
        var next = new Generation(newNumber, newSections);
        values.forEach((section, value) -> {
            if (newSections.get(section.name()) == sections.get(section.name())) {
                next.values.put(section, value);
            }
        });
        next.values.putAll(newValues);
        return next;
    }

    private static Record parse(Section<?> section, byte[] text) {
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
