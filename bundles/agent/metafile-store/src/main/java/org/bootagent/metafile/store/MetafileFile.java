package org.bootagent.metafile.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.wire.Json;

/** The metafile of a home. Usable without OSGi; the caller sees to it that a home has only one ({@link HomeLock}). */
public final class MetafileFile implements Metafile {
    private final MetafileFiles files;
    private final ReentrantLock committing = new ReentrantLock();
    private volatile Generation state;
    /** Higher than that of any file that may be on disk, also of a commit that failed half-way. */
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
        return new MetafileFile(files, new Recovery(files, disk, clock).recover());
    }

    /**
     * What is in the metafile of a home that may be in use, by section; changes nothing on disk. Empty if there is none that is intact.
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
    public void commit(Consumer<Edit> edit) {
        if (committing.isHeldByCurrentThread()) {
            throw new IllegalStateException("an edit of the metafile must not commit another one");
        }
        var draft = write(edit);
        draft.afterwards().forEach(Runnable::run);
    }

    private Draft write(Consumer<Edit> edit) {
        committing.lock();
        try {
            var draft = new Draft(state);
            edit.accept(draft);
            Generation next = draft.finish(lastNumber + 1);
            if (draft.changed()) {
                lastNumber = next.number();
                files.replace(state, next);
                state = next;
            }
            return draft;
        } finally {
            committing.unlock();
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
