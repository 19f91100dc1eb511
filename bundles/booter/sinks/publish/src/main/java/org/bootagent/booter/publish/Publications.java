package org.bootagent.booter.publish;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes publications for every {@link Publisher}. Delivery is at least once from the moment a publication is in the publisher's spool, as long as the spool has
 * room. Until then it is in memory: lost in a crash, and dropped and counted if there are too many. A service. Thread-safe; never blocks and never throws,
 * because its callers do something more important.
 */
@ProviderType
public interface Publications {
    /** Returns whether any publisher is present. If not, callers need not build publications. */
    boolean wanted();

    /** Returns whether any publisher takes publications of this kind. */
    boolean wanted(Publication.Kind kind);

    void offer(List<Publication> publications);
}
