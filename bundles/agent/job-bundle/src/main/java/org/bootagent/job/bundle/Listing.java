package org.bootagent.job.bundle;

import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.bootagent.job.bundle.Framework.Installed;

/** Lists the bundles as JSON: first those of the actions directory, then as many of the distribution's as fit into a result's message. */
final class Listing {
    private static final int ROOM = 4000;

    private Listing() {}

    static String json(List<Installed> bundles) {
        var sorted = bundles.stream()
                .sorted(Comparator.comparing(Installed::isOwn).thenComparing(Installed::name))
                .toList();
        var json = new StringJoiner(",", "[", "]");
        for (int i = 0; i < sorted.size(); i++) {
            String entry = json(sorted.get(i));
            if (json.length() + entry.length() > ROOM) {
                json.add("{\"omitted\":" + (sorted.size() - i) + "}");
                break;
            }
            json.add(entry);
        }
        return json.toString();
    }

    /** Formats a bundle. Names, versions and states need no escaping in JSON. */
    private static String json(Installed bundle) {
        return "{\"bundle\":\"%s\",\"version\":\"%s\",\"state\":\"%s\",\"own\":%s}"
                .formatted(bundle.name(), bundle.version(), bundle.state(), bundle.isOwn());
    }
}
