package org.bootagent.booter.publish;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Sends publications to one other system. Registered as a service; batching, storing and retrying are not its concern. Called by one thread at a time. */
@ConsumerType
public interface Publisher {
    /** Returns the name, unique among all publishers and stable over restarts: 1 to 64 of {@code a-z 0-9 . -}, a letter first. */
    String name();

    /** Returns whether it takes publications of this kind. By default not those of health checks, of which there are very many. */
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
