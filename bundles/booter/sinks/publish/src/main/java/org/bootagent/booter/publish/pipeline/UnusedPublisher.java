package org.bootagent.booter.publish.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.metrics.MetricFamily;
import org.bootagent.booter.publish.Publisher;

/** A publisher that gets nothing, and the reason. */
record UnusedPublisher(Publisher publisher, String name, Reason reason) {

    /** Reason why a publisher gets nothing. */
    enum Reason {
        /** The name is not possible for a directory. */
        NAME,
        /** Another publisher has its name. */
        DUPLICATE,
        /** Its spool cannot be opened. */
        SPOOL
    }

    /** Returns whether it can be used once the publisher of this name has left. */
    boolean waitsFor(String left) {
        return reason != Reason.NAME && name.equals(left);
    }

    boolean waitsForSpool() {
        return reason == Reason.SPOOL;
    }

    /** Counts them by name and reason; empty if all are used. */
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
