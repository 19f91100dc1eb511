package org.bootagent.job.self.upgrade;

import java.util.ArrayList;
import java.util.List;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;

/**
 * Packages of BootAgent that failed on this host.
 *
 * @param digests the oldest first
 */
record BadPackages(List<String> digests) {
    private static final Section<BadPackages> SECTION = new Section<>("self-upgrades", BadPackages.class);
    private static final int MAX = 16;

    BadPackages {
        digests = digests == null ? List.of() : List.copyOf(digests);
    }

    static boolean contains(Metafile metafile, String digest) {
        return metafile.read(SECTION)
                .map(condemned -> condemned.digests().contains(digest))
                .orElse(false);
    }

    static void add(Metafile metafile, String digest) {
        change(metafile, digest, true);
    }

    static void remove(Metafile metafile, String digest) {
        change(metafile, digest, false);
    }

    private static void change(Metafile metafile, String digest, boolean bad) {
        if (digest.isEmpty() || contains(metafile, digest) == bad) {
            return;
        }
        metafile.commit(edit -> {
            var digests =
                    new ArrayList<>(edit.get(SECTION).map(BadPackages::digests).orElse(List.of()));
            digests.remove(digest);
            if (bad) {
                digests.add(digest);
            }
            edit.put(SECTION, new BadPackages(digests.subList(Math.max(0, digests.size() - MAX), digests.size())));
        });
    }
}
