package org.bootagent.packages.fetch;

import java.nio.file.Path;
import java.util.List;
import org.bootagent.api.host.Proxies;

/**
 * Access to packages.
 *
 * @param proxies for {@code http} and {@code https}
 * @param headers for some servers
 * @param authorities PEM file with authorities that are trusted beside the runtime's own; null: none
 * @param directories of this host whose files may be fetched by {@code file}; empty: any file that everyone may read
 */
public record Access(Proxies proxies, ServerHeaders headers, Path authorities, List<Path> directories) {
    public Access {
        directories = List.copyOf(directories);
    }
}
