package org.bootagent.booter.http;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes a body piece by piece. It is called by one thread at a time, and exactly one of {@link #complete} and {@link #failed} ends it. */
@ConsumerType
public interface BodyReceiver {
    /**
     * Takes the next piece.
     *
     * @throws IOException to get no more: {@link #failed} is then called
     */
    void take(byte[] buffer, int length) throws IOException;

    /** Notes that the body is complete. */
    void complete();

    /** Notes that no more follows: the connection broke, the time is up, or {@link #take} threw. */
    void failed(Throwable why);
}
