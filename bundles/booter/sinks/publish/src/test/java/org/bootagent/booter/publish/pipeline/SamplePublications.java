package org.bootagent.booter.publish.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.publish.Publication;

/** Publications for tests. */
final class SamplePublications {
    private SamplePublications() {}

    static Publication one(int n) {
        return new Publication(
                "n" + n,
                Instant.ofEpochSecond(n),
                Publication.Kind.EVENT,
                "0e0f3a1c-6d5b-4a53-9a3e-0123456789ab",
                "web-1",
                "agent",
                Map.of("svc", "ecs"),
                Map.of("detail", "exited with code 1"),
                Map.of("n", n));
    }

    /** Returns one that is larger than a spool's record. */
    static Publication tooLarge() {
        var one = one(0);
        var texts = Map.of("detail", "x".repeat(Segment.MAX_RECORD));
        return new Publication(
                "large", one.time(), one.kind(), one.agentsn(), one.hostname(), one.agent(), Map.of(), texts, Map.of());
    }

    static List<Publication> some(int from, int to) {
        var some = new ArrayList<Publication>();
        for (int n = from; n < to; n++) {
            some.add(one(n));
        }
        return some;
    }

    static List<String> ids(int from, int to) {
        return some(from, to).stream().map(Publication::id).toList();
    }
}
