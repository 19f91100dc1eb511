package org.bootagent.testing;

import java.util.ArrayList;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/** Counts the steps that change the host, and makes one of them fail. */
public final class Faults {
    /** A step that changes the host. */
    @FunctionalInterface
    interface Step {
        void run() throws JobException;
    }

    private enum Kind {
        NONE,
        CRASH_BEFORE,
        CRASH_AFTER,
        FAIL
    }

    private final List<String> steps = new ArrayList<>();
    private Kind kind = Kind.NONE;
    private int at;
    private boolean happened;
    private ErrorCode code = ErrorCode.IO_ERROR;

    /** Returns the steps so far, each a word or two. */
    public List<String> steps() {
        return List.copyOf(steps);
    }

    /** Returns whether the requested fault has happened. */
    public boolean happened() {
        return happened;
    }

    /** Ends the host agent just before or just after a step. Steps are counted from now on. */
    public void crash(int step, boolean after) {
        plan(after ? Kind.CRASH_AFTER : Kind.CRASH_BEFORE, step);
    }

    /** Makes a step fail with {@code IO_ERROR} before it does anything. */
    public void fail(int step) {
        fail(step, ErrorCode.IO_ERROR);
    }

    /** Makes a step fail before it does anything. */
    public void fail(int step, ErrorCode with) {
        plan(Kind.FAIL, step);
        code = with;
    }

    /** Clears the fault, and forgets the steps so far. */
    public void none() {
        plan(Kind.NONE, -1);
    }

    private void plan(Kind newKind, int step) {
        steps.clear();
        kind = newKind;
        at = step;
        happened = false;
    }

    void step(String name, Step step) throws JobException {
        boolean now = steps.size() == at && kind != Kind.NONE;
        steps.add(name);
        happened |= now;
        if (now && kind == Kind.CRASH_BEFORE) {
            throw new Crash(name);
        }
        if (now && kind == Kind.FAIL) {
            throw new JobException(code, name + " failed, as the test wants it");
        }
        step.run();
        if (now && kind == Kind.CRASH_AFTER) {
            throw new Crash(name);
        }
    }
}
