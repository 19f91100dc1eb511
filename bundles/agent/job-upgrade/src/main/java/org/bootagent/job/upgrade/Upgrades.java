package org.bootagent.job.upgrade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bootagent.api.metafile.Section;

/**
 * Durable state of upgrades, by agent.
 *
 * @param begun the upgrades that have not ended
 * @param done the last upgrades that have ended well
 * @param bad digests of packages that failed on this host, the oldest first
 */
record Upgrades(Map<String, UpgradeIntent> begun, Map<String, CompletedUpgrade> done, Map<String, List<String>> bad) {
    static final Section<Upgrades> SECTION = new Section<>("upgrades", Upgrades.class);
    static final Upgrades NONE = new Upgrades(Map.of(), Map.of(), Map.of());
    private static final int MAX_BAD = 16;

    Upgrades {
        begun = begun == null ? Map.of() : Map.copyOf(begun);
        done = done == null ? Map.of() : Map.copyOf(done);
        bad = bad == null ? Map.of() : Map.copyOf(bad);
    }

    boolean isBad(String agent, String digest) {
        return bad.getOrDefault(agent, List.of()).contains(digest);
    }

    Upgrades begin(String agent, UpgradeIntent upgrade) {
        return new Upgrades(with(begun, map -> map.put(agent, upgrade)), done, bad);
    }

    Upgrades end(String agent) {
        return new Upgrades(with(begun, map -> map.remove(agent)), done, bad);
    }

    Upgrades done(String agent, CompletedUpgrade upgrade) {
        return new Upgrades(begun, with(done, map -> map.put(agent, upgrade)), bad);
    }

    Upgrades undone(String agent) {
        return new Upgrades(begun, with(done, map -> map.remove(agent)), bad);
    }

    Upgrades bad(String agent, String digest) {
        var digests = new ArrayList<>(good(agent, digest).bad().getOrDefault(agent, List.of()));
        digests.add(digest);
        var newest = List.copyOf(digests.subList(Math.max(0, digests.size() - MAX_BAD), digests.size()));
        return new Upgrades(begun, done, with(bad, map -> map.put(agent, newest)));
    }

    Upgrades good(String agent, String digest) {
        var digests = new ArrayList<>(bad.getOrDefault(agent, List.of()));
        digests.remove(digest);
        return new Upgrades(begun, done, with(bad, map -> {
            if (digests.isEmpty()) {
                map.remove(agent);
            } else {
                map.put(agent, digests);
            }
        }));
    }

    private static <V> Map<String, V> with(Map<String, V> map, Consumer<Map<String, V>> change) {
        var copy = new HashMap<>(map);
        change.accept(copy);
        return copy;
    }
}
