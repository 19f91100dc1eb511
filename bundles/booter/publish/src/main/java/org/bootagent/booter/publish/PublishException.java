package org.bootagent.booter.publish;

import java.time.Duration;
import java.util.List;

/** A batch was not accepted, or not all of it. Carries what is to be done with it. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final boolean tooLarge;
    private final int refused;
    private final transient List<Publication> again;
    private final Duration retryAfter;

    private PublishException(
            String message,
            Throwable cause,
            boolean retryable,
            boolean tooLarge,
            int refused,
            List<Publication> again,
            Duration retryAfter) {
        super(message, cause);
        this.retryable = retryable;
        this.tooLarge = tooLarge;
        this.refused = refused;
        this.again = again == null ? null : List.copyOf(again);
        this.retryAfter = retryAfter;
    }

    /** Nothing was accepted, or nobody knows: the whole batch is sent again. */
    public static PublishException retryable(String message, Throwable cause) {
        return new PublishException(message, cause, true, false, 0, null, Duration.ZERO);
    }

    /** As {@link #retryable}, but not before so long: the sink asked for it. */
    public static PublishException retryAfter(Duration wait, String message) {
        return new PublishException(message, null, true, false, 0, null, wait);
    }

    /** The sink will never take this batch, maybe for one publication in it: it is sent in halves, within reason, or given up if it is one publication. */
    public static PublishException refused(String message, Throwable cause) {
        return new PublishException(message, cause, false, false, 0, null, Duration.ZERO);
    }

    /** The sink takes no batch of this size: it is sent in two halves, or given up if it is one publication. */
    public static PublishException tooLarge(String message) {
        return new PublishException(message, null, false, true, 0, null, Duration.ZERO);
    }

    /**
     * The sink took a part.
     *
     * @param again what to send again; may be empty
     * @param refused how many it will never take
     */
    public static PublishException partly(List<Publication> again, int refused, Duration wait, String message) {
        return new PublishException(message, null, !again.isEmpty(), false, refused, again, wait);
    }

    public boolean retryable() {
        return retryable;
    }

    public boolean tooLarge() {
        return tooLarge;
    }

    /** Whether nothing of the batch was accepted, and never will be as it is: a part of it may. */
    public boolean whole() {
        return !retryable && again == null;
    }

    /** What of a batch is to be sent again. */
    public List<Publication> again(List<Publication> batch) {
        if (!retryable) {
            return List.of();
        }
        return again == null ? batch : again;
    }

    /** How many of a batch are given up. */
    public int refused(List<Publication> batch) {
        return retryable || again != null ? refused : batch.size();
    }

    /** The least wait before the next try; zero if the sink does not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
