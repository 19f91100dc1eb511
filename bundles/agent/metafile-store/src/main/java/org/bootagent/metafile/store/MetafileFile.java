package org.bootagent.metafile.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.concurrent.GroupCommit;
import org.bootagent.concurrent.Halving;
import org.bootagent.wire.Json;

/**
 * The metafile of a home. Changes that arrive during a write become durable together, by one write. Usable without OSGi; the caller ensures that a home has
 * only one ({@link HomeLock}).
 */
public final class MetafileFile implements Metafile {
    private final MetafileFiles files;
    private final GroupCommit<Change> commits = new GroupCommit<>(this::writeOrFail);

    private volatile Generation state;
    /** Number at least as high as that of any file on disk, including one of a commit that failed half-way. */
    private long lastNumber;

    private MetafileFile(MetafileFiles files, Generation state) {
        this.files = files;
        this.state = state;
        this.lastNumber = state.number();
    }

    /**
     * Opens the metafile and sets aside what is damaged.
     *
     * @throws MetafileException if there is one that cannot be read
     */
    public static MetafileFile open(Path home) {
        return open(home, new DiskOperations(), Clock.systemUTC());
    }

    static MetafileFile open(Path home, FileOperations disk, Clock clock) {
        var files = new MetafileFiles(home, disk);
        return new MetafileFile(files, new MetafileRecovery(files, disk, clock).recover());
    }

    /**
     * Reads the metafile of a home that may be in use, by section; changes nothing on disk. Empty if there is no intact one.
     *
     * @throws MetafileException if there is one that cannot be read
     */
    public static Optional<Map<String, JsonNode>> peek(Path home) {
        return new MetafileFiles(home, new DiskOperations()).intact().map(MetafileFile::trees);
    }

    @Override
    public <T extends Record> Optional<T> read(Section<T> section) {
        return state.read(section);
    }

    @Override
    public Optional<String> trouble() {
        return files.trouble();
    }

    /** Keeps spare files from now on, so that commits also succeed on a full disk. */
    public MetafileFile keepingSpares() {
        files.keepSpares();
        return this;
    }

    @Override
    public void commit(Consumer<Edit> edit) {
        var change = new Change(edit);
        commits.commit(change);
        change.conclude();
    }

    private void writeOrFail(List<Change> group) {
        try {
            writeEach(group);
        } catch (RuntimeException | Error e) {
            group.stream().filter(change -> !change.isOver()).forEach(change -> change.fail(e));
        }
    }

    /** Writes the changes one by one, so that one that cannot be written does not fail the others. */
    private void writeEach(List<Change> group) {
        Halving.forEach(group, this::writeUnfinished, Change::fail);
    }

    private void writeUnfinished(List<Change> group) {
        write(group.stream().filter(change -> !change.isOver()).toList());
    }

    private void write(List<Change> group) {
        Map<String, Optional<SectionValue>> changed = Map.of();
        for (var change : group) {
            changed = change.apply(state, changed);
        }
        var applied = group.stream().filter(change -> !change.isOver()).toList();
        try {
            write(changed);
            applied.forEach(Change::succeed);
        } catch (SectionValue.UnwritableException e) {
            throw e;
        } catch (Throwable e) {
            applied.forEach(change -> change.failWithItsGroup(e));
        }
    }

    private void write(Map<String, Optional<SectionValue>> changed) {
        var next = state.next(lastNumber + 1, changed);
        if (next.isPresent()) {
            lastNumber = next.get().number();
            files.replace(state, next.get());
            state = next.get();
        }
    }

    private static Map<String, JsonNode> trees(Generation generation) {
        var trees = new TreeMap<String, JsonNode>();
        generation.sections().forEach((name, text) -> trees.put(name, tree(name, text)));
        return trees;
    }

    private static JsonNode tree(String name, byte[] text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new MetafileException("section '" + name + "' of the metafile is not JSON", e);
        }
    }
}
