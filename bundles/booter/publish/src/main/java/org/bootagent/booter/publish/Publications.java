package org.bootagent.booter.publish;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what other systems are to be told, and sees to it that every {@link Publisher} gets it: at least once as long as the publisher's spool has room. A service.
 * Thread-safe; never blocks and never throws: whoever offers does something more important.
 */
@ProviderType
public interface Publications {
    /** Whether anybody is told at all. If not, nothing need be put together. */
    boolean wanted();

    void offer(List<Publication> publications);
}
