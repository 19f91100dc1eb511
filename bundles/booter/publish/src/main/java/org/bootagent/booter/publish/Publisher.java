package org.bootagent.booter.publish;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way to one other system. Registered as a service; batching, keeping and retrying are not its business. Called by one thread at a time.
 */
@ConsumerType
public interface Publisher {
    /** Names it among all publishers, also over restarts: 1 to 64 of {@code a-z 0-9 . -}, a letter first. */
    String name();

    /** Whether it is handed publications of this kind. Not those of health checks, of which there are very many, unless it says so. */
    default boolean takes(Publication.Kind kind) {
        return kind != Publication.Kind.HEALTH_CHECK;
    }

    /**
     * Hands a batch over. May take its time, but has a timeout of its own, and ends soon when its thread is interrupted.
     *
     * @param batch not empty; a publication may come more than once, with the same id
     * @throws PublishException if not all of it was accepted
     */
    void send(List<Publication> batch) throws PublishException, InterruptedException;
}
