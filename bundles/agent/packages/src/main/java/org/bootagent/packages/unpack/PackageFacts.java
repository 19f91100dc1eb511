package org.bootagent.packages.unpack;

import java.util.Set;

/**
 * What a package says of itself; null where it says nothing.
 *
 * @param name the package's own, not the agent's
 * @param version as the distribution writes it
 * @param configuration files that it says are configuration, relative to its root: a deb's conffiles, an rpm's %config
 */
public record PackageFacts(String name, String version, Set<String> configuration) {
    public static final PackageFacts NONE = new PackageFacts(null, null, Set.of());

    public PackageFacts {
        configuration = Set.copyOf(configuration);
    }
}
