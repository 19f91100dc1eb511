package org.bootagent.metafile.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;

/** A change in progress: the state that it started from, and the sections replaced by earlier changes or by this one. */
final class Draft implements Metafile.Edit {
    private final Generation base;
    /** Changed sections; without a value where a section was removed. */
    private final Map<String, Optional<SectionValue>> changed;

    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean touched;
    private boolean closed;

    Draft(Generation base, Map<String, Optional<SectionValue>> changed) {
        this.base = base;
        this.changed = new HashMap<>(changed);
    }

    @Override
    public <T extends Record> Optional<T> get(Section<T> section) {
        touch();
        var value = changed.get(section.name());
        return value == null ? base.read(section) : value.map(put -> put.as(section));
    }

    @Override
    public <T extends Record> void put(Section<T> section, T value) {
        touch();
        changed.put(section.name(), Optional.of(new SectionValue(section, value)));
    }

    @Override
    public void remove(Section<?> section) {
        touch();
        changed.put(section.name(), Optional.empty());
    }

    @Override
    public void afterCommit(Runnable task) {
        touch();
        afterwards.add(task);
    }

    /** Returns the tasks to run once this is durable. */
    List<Runnable> afterwards() {
        return afterwards;
    }

    /** Returns whether it has read or changed anything. */
    boolean touched() {
        return touched;
    }

    Map<String, Optional<SectionValue>> finish() {
        closed = true;
        return changed;
    }

    private void touch() {
        if (closed) {
            throw new IllegalStateException("this edit of the metafile is over");
        }
        touched = true;
    }
}
