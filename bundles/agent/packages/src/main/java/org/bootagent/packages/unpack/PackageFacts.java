package org.bootagent.packages.unpack;

import java.util.Set;

/**
 * Facts from a package; null where it has none.
 *
 * @param name the package's own, not the agent's
 * @param version as the distribution writes it
 * @param configuration files that it declares as configuration, relative to its root: a deb's conffiles, an rpm's %config
 */
public record PackageFacts(String name, String version, Set<String> configuration) {
    public static final PackageFacts NONE = new PackageFacts(null, null, Set.of());

    public PackageFacts {
        configuration = Set.copyOf(configuration);
    }
}
