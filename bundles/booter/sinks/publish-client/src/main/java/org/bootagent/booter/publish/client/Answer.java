package org.bootagent.booter.publish.client;

import java.time.Duration;
import org.bootagent.booter.publish.PublishException;

/**
 * Reply of a sink.
 *
 * @param body truncated if long
 * @param retryAfter zero if it does not say
 */
public record Answer(int status, String body, Duration retryAfter) {
    private static final int MAX_QUOTE = 300;

    public boolean accepted() {
        return status / 100 == 2;
    }

    /** Returns status and reason, for the log. */
    public String text() {
        String quote = body.length() > MAX_QUOTE ? body.substring(0, MAX_QUOTE) + "…" : body;
        return "HTTP " + status + (quote.isBlank() ? "" : ": " + quote.strip().replaceAll("[\\p{Cntrl}]+", " "));
    }

    /**
     * Returns the exception for an answer other than 2xx. A failure that can be corrected at the sink or in the configuration (a missing database, a wrong
     * password) is retried for ever: the spool is bounded, and a lost day of figures is worse than a full spool.
     */
    public PublishException refusal() {
        return switch (status) {
            case 400, 405, 406, 415, 422 -> PublishException.refused(text(), null);
            case 413 -> PublishException.tooLarge(text());
            default -> PublishException.retryAfter(retryAfter, text());
        };
    }

    /** @throws PublishException unless it was accepted */
    public Answer required() throws PublishException {
        if (!accepted()) {
            throw refusal();
        }
        return this;
    }
}
