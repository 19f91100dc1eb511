package org.bootagent.booter.publish.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.publish.Publisher;

/** A publisher that is there and gets nothing, and why. */
record UnusedPublisher(Publisher publisher, String name, Reason reason) {

    /** Why a publisher gets nothing. */
    enum Reason {
        /** No directory can have such a name. */
        NAME,
        /** Another one has its name. */
        DUPLICATE,
        /** Nothing can be kept for it. */
        SPOOL
    }

    /** Whether it can be used once the one that has its name has left. */
    boolean waitsFor(String left) {
        return reason != Reason.NAME && name.equals(left);
    }

    boolean waitsForSpool() {
        return reason == Reason.SPOOL;
    }

    /** How many there are, by name and reason; nothing if all are used. */
    static List<MetricFamily> metrics(Collection<UnusedPublisher> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        // Two of one name and reason are one series.
        var samples = all.stream()
                .collect(Collectors.groupingBy(UnusedPublisher::labels, Collectors.counting()))
                .entrySet()
                .stream()
                .map(count -> new MetricFamily.Sample(count.getKey(), count.getValue()))
                .toList();
        return List.of(new MetricFamily(
                "booter_publish_unused",
                MetricFamily.Type.GAUGE,
                "Publishers that get nothing: their name is wrong or another's, or their spool cannot be opened.",
                samples));
    }

    private Map<String, String> labels() {
        return Map.of("publisher", name, "reason", reason.name().toLowerCase(Locale.ROOT));
    }
}
