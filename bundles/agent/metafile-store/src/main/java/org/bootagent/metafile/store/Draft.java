package org.bootagent.metafile.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.wire.Json;

/** A change in the making: the state it started from, and what it puts in the place of some sections. */
final class Draft implements Metafile.Edit {
    private final Generation base;
    private final Map<String, byte[]> sections;
    private final Map<Section<?>, Record> values = new HashMap<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean changed;
    private boolean closed;

    Draft(Generation base) {
        this.base = base;
        this.sections = base.sections();
    }

    @Override
    public <T extends Record> Optional<T> get(Section<T> section) {
        checkOpen();
        if (!sections.containsKey(section.name())) {
            return Optional.empty();
        }
        Record value = values.get(section);
        return value == null ? base.read(section) : Optional.of(section.type().cast(value));
    }

    @Override
    public <T extends Record> void put(Section<T> section, T value) {
        checkOpen();
        byte[] text = text(section, value);
        if (!Arrays.equals(text, sections.get(section.name()))) {
            sections.put(section.name(), text);
            values.put(section, value);
            changed = true;
        }
    }

    @Override
    public void remove(Section<?> section) {
        checkOpen();
        changed |= sections.remove(section.name()) != null;
        values.remove(section);
    }

    @Override
    public void afterCommit(Runnable task) {
        checkOpen();
        afterwards.add(task);
    }

    /** To be run when this is durable. */
    List<Runnable> afterwards() {
        return afterwards;
    }

    boolean changed() {
        return changed;
    }

    Generation finish(long number) {
        closed = true;
        return base.next(number, sections, values);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this edit of the metafile is over");
        }
    }

    private static byte[] text(Section<?> section, Record value) {
        try {
            return Json.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new MetafileException("section '" + section.name() + "' cannot be written as JSON", e);
        }
    }
}
