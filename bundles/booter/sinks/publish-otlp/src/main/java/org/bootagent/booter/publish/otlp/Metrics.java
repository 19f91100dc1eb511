package org.bootagent.booter.publish.otlp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bootagent.booter.publish.Publication;
import org.bootagent.wire.Json;

/**
 * Publications as an OTLP export request, in JSON: a host is a resource, a figure a gauge named {@code booter.<kind>.<figure>}. A publication without figures
 * is a gauge of 1 named after its kind.
 */
final class Metrics {
    /** Text fields with few distinct values, used as attributes; a message would make a series of each point. */
    private static final List<String> ATTRIBUTES = List.of("type", "action", "status", "state", "device", "mount");

    private final ArrayNode resources = Json.MAPPER.createArrayNode();
    private final Map<String, Resource> byHost = new LinkedHashMap<>();

    private record Resource(ArrayNode metrics, Map<String, ArrayNode> points) {}

    private Metrics() {}

    /** @param latest no point is of a later time: many backends refuse future times */
    static ObjectNode request(List<Publication> batch, Instant latest) {
        var metrics = new Metrics();
        batch.forEach(publication -> metrics.add(publication.notAfter(latest)));
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.set("resourceMetrics", metrics.resources);
        return request;
    }

    /** Returns the number of points of a publication. */
    static int points(Publication publication) {
        return Math.max(1, publication.numbers().size());
    }

    /**
     * Returns how many publications are refused if so many of their points are. A collector does not say which. The smallest number with so many points is
     * counted, because a fault of one point, such as its time, is one of its whole publication.
     */
    static int refused(List<Publication> batch, long points) {
        var largestFirst = batch.stream()
                .map(Metrics::points)
                .sorted(Comparator.reverseOrder())
                .toList();
        long left = points;
        int refused = 0;
        while (left > 0 && refused < largestFirst.size()) {
            left -= largestFirst.get(refused);
            refused++;
        }
        return refused;
    }

    private void add(Publication publication) {
        String host = publication.agentsn() + '\0' + publication.hostname() + '\0' + publication.tags();
        var resource = byHost.computeIfAbsent(host, absent -> resource(publication));
        String name = "booter." + publication.kind().word();
        if (publication.numbers().isEmpty()) {
            point(resource, name, publication, 1);
        }
        publication.numbers().forEach((figure, value) -> point(resource, name + "." + figure, publication, value));
    }

    private Resource resource(Publication publication) {
        ObjectNode node = resources.addObject();
        var attributes = new TreeMap<String, String>();
        publication.tags().forEach((key, value) -> attributes.put("host.tag." + key, value));
        attributes.put("host.id", publication.agentsn());
        attributes.put("host.name", publication.hostname());
        write(node.putObject("resource").putArray("attributes"), attributes);
        ObjectNode scope = node.putArray("scopeMetrics").addObject();
        scope.putObject("scope").put("name", "org.bootagent.booter");
        return new Resource(scope.putArray("metrics"), new LinkedHashMap<>());
    }

    private static void point(Resource resource, String name, Publication publication, Number value) {
        ObjectNode point = resource.points()
                .computeIfAbsent(name, absent -> gauge(resource, name))
                .addObject();
        write(point.putArray("attributes"), attributes(publication));
        // A collector's backend takes two points of one series and time for one.
        point.put("timeUnixNano", Long.toString(publication.distinctNanos()));
        if (value instanceof Long || value instanceof Integer) {
            // 64-bit integers are strings in JSON.
            point.put("asInt", value.toString());
        } else {
            point.put("asDouble", value.doubleValue());
        }
    }

    private static ArrayNode gauge(Resource resource, String name) {
        ObjectNode metric = resource.metrics().addObject().put("name", name);
        return metric.putObject("gauge").putArray("dataPoints");
    }

    private static Map<String, String> attributes(Publication publication) {
        var attributes = new TreeMap<String, String>();
        if (!publication.agent().isEmpty()) {
            attributes.put("agent", publication.agent());
        }
        ATTRIBUTES.stream()
                .filter(publication.texts()::containsKey)
                .forEach(key -> attributes.put(key, publication.texts().get(key)));
        return attributes;
    }

    private static void write(ArrayNode out, Map<String, String> attributes) {
        attributes.forEach((key, value) ->
                out.addObject().put("key", key).putObject("value").put("stringValue", value));
    }
}
