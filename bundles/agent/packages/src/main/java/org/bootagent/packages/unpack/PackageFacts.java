package org.bootagent.packages.unpack;

/**
 * What a package says of itself; null where it says nothing.
 *
 * @param name the package's own, not the agent's
 * @param version as the distribution writes it
 */
public record PackageFacts(String name, String version) {
    static final PackageFacts NONE = new PackageFacts(null, null);
}
