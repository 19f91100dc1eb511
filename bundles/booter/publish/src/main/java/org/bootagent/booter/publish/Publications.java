package org.bootagent.booter.publish;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what other systems are to be told, and sees to it that every {@link Publisher} gets it: at least once from when it is in the publisher's spool, as long as
 * there is room. On its way there it is in memory: lost if the process crashes, and dropped and counted if there is too much of it. A service. Thread-safe; never
 * blocks and never throws: whoever offers does something more important.
 */
@ProviderType
public interface Publications {
    /** Whether anybody is told at all. If not, nothing need be put together. */
    boolean wanted();

    /** Whether anybody is told of publications of this kind. */
    boolean wanted(Publication.Kind kind);

    void offer(List<Publication> publications);
}
