package org.bootagent.booter.fleet;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Tells others that a host agent is installed. Implemented by {@code easyagent-deploy}. Thread-safe. */
@ConsumerType
@FunctionalInterface
public interface InstallCallbacks {
    /**
     * Calls those of the URLs that the operator allows, once. Returns at once: what comes of it is for the log only.
     *
     * @param type of the host agent: {@code bootagent}, or {@code sidecar} for EasyAgent's own
     * @param urls from the host, so they may be anything
     */
    void installed(String agentsn, String type, List<String> urls);
}
