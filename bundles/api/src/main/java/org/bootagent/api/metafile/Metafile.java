package org.bootagent.api.metafile;

import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Durable state of a host, in typed sections. No metafile means a first start. Thread-safe. Edits run one at a time, so they must be short and must not call
 * out. Concurrent commits become durable together: an edit may run on the thread of another commit, or once more, so it must take no lock and do nothing but
 * get, put and remove.
 */
@ProviderType
public interface Metafile {
    /** The section as last committed, or empty. */
    <T extends Record> Optional<T> read(Section<T> section);

    /**
     * Changes any sections in one atomic commit, durable when this returns: all of the edit or nothing of it. An exception of the edit itself abandons it.
     *
     * @throws MetafileException when it could not be made durable; the state is then as before
     */
    void commit(Consumer<Edit> edit);

    /** Returns the problem with the disk, for the operator, such as that there is no space left; empty if none is known. Cheap. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** A change being made. Valid only inside {@link #commit}. */
    @ProviderType
    interface Edit {
        /** The section as this edit sees it. */
        <T extends Record> Optional<T> get(Section<T> section);

        <T extends Record> void put(Section<T> section, T value);

        void remove(Section<?> section);

        /**
         * Runs the task once the change is durable, on the thread of the commit and outside its lock; never if the commit fails. It must not block. A
         * metafile that keeps nothing may leave it out.
         */
        default void afterCommit(Runnable task) {}
    }
}
