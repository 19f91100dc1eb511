package org.bootagent.booter.fleet.easyagent;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** The packages of the host agent itself that this Booter offers. Implemented by {@code easyagent-deploy}. Thread-safe. */
@ConsumerType
@FunctionalInterface
public interface OfferedHostAgents {
    /**
     * The one for an architecture, such as {@code x86_64}; empty if none was pushed.
     *
     * @throws IOException if the packages cannot be read
     */
    Optional<Offer> newest(String arch) throws IOException;

    /**
     * A package among those that hosts fetch.
     *
     * @param file its name there
     * @param sha256 64 hex digits
     */
    record Offer(String file, String sha256) {}
}
