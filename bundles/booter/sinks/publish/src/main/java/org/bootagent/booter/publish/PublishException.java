package org.bootagent.booter.publish;

import java.time.Duration;
import java.util.List;

/** A batch was not accepted, or only in part. Says what to do with it. */
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

    /** Nothing was accepted, or this is unknown: the whole batch is sent again. */
    public static PublishException retryable(String message, Throwable cause) {
        return new PublishException(message, cause, true, false, 0, null, Duration.ZERO);
    }

    /** As {@link #retryable}, but not before the wait that the sink asked for. */
    public static PublishException retryAfter(Duration wait, String message) {
        return new PublishException(message, null, true, false, 0, null, wait);
    }

    /** The sink will never take this batch, perhaps because of one publication in it. It is split in halves, within reason; a single publication is dropped. */
    public static PublishException refused(String message, Throwable cause) {
        return new PublishException(message, cause, false, false, 0, null, Duration.ZERO);
    }

    /** The sink takes no batch of this size. It is split in halves; a single publication is dropped. */
    public static PublishException tooLarge(String message) {
        return new PublishException(message, null, false, true, 0, null, Duration.ZERO);
    }

    /**
     * The sink took a part.
     *
     * @param again publications to send again; may be empty
     * @param refused number of publications that it will never take
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

    /** Returns whether the batch as it is was refused for good; a part of it may be accepted. */
    public boolean whole() {
        return !retryable && again == null;
    }

    /** Returns the publications of a batch to send again. */
    public List<Publication> again(List<Publication> batch) {
        if (!retryable) {
            return List.of();
        }
        return again == null ? batch : again;
    }

    /** Returns how many publications of a batch are dropped. */
    public int refused(List<Publication> batch) {
        return retryable || again != null ? refused : batch.size();
    }

    /** Returns the least wait before the next try; zero if the sink does not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
