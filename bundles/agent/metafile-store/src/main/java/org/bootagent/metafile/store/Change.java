package org.bootagent.metafile.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;

/** A change that its owner waits for. Only the writing thread touches it; its owner reads it when it is over. */
final class Change {
    private final Consumer<Metafile.Edit> edit;
    private List<Runnable> afterwards = List.of();
    private boolean touched;
    private boolean over;
    private Throwable failure;

    Change(Consumer<Metafile.Edit> edit) {
        this.edit = edit;
    }

    /** Returns the earlier changes with its own added, or without its own if it fails. */
    Map<String, Optional<SectionValue>> apply(Generation base, Map<String, Optional<SectionValue>> before) {
        var draft = new Draft(base, before);
        try {
            edit.accept(draft);
            afterwards = draft.afterwards();
            touched = draft.touched();
            return draft.finish();
        } catch (Throwable e) {
            draft.finish();
            fail(e);
            return before;
        }
    }

    boolean isOver() {
        return over;
    }

    void succeed() {
        over = true;
    }

    void fail(Throwable why) {
        over = true;
        failure = why;
    }

    /** Fails with its group; a change that asked for nothing has lost nothing. */
    void failWithItsGroup(Throwable why) {
        if (touched) {
            fail(why);
        } else {
            succeed();
        }
    }

    /** Runs the follow-up tasks on its owner's thread, or throws the reason of the failure. */
    void conclude() {
        if (failure instanceof MetafileException e) {
            // One of each owner's own, as many may be told of the same.
            throw new MetafileException(e.getMessage(), e, e.diskFull());
        } else if (failure instanceof SectionValue.UnwritableException e) {
            throw new MetafileException(e.getMessage(), e.getCause());
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
        afterwards.forEach(Runnable::run);
    }
}
