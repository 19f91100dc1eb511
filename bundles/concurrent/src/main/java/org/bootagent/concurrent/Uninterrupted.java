package org.bootagent.concurrent;

/**
 * Sets the interrupt of the current thread aside while work runs, and restores it afterwards. A cancelled job's thread is interrupted; that must not stop the job
 * from undoing its steps.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Work with a result. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Work without a result. */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        void run() throws E;
    }

    /** Runs work to its end. */
    public static <E extends Exception> void run(Step<E> step) throws E {
        Work<Void, E> work = () -> {
            step.run();
            return null;
        };
        var unused = call(work);
    }

    /** Runs work to its end and returns its result. */
    public static <T, E extends Exception> T call(Work<T, E> work) throws E {
        boolean interrupted = Thread.interrupted();
        try {
            return work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
