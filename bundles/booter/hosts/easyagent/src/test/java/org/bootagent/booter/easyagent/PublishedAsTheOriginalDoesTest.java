package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.publish.elasticsearch.EasyAgentElasticsearch;
import org.bootagent.booter.publish.http.EasyAgentHttp;
import org.bootagent.booter.publish.pipeline.FleetAgentIds;
import org.bootagent.booter.publish.pipeline.FleetPublications;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.FakeSink;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.testing.Callback;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every event of the recorded sidecar reaches a program that reads the original's publishers as it did before. */
@Timeout(600)
class PublishedAsTheOriginalDoesTest {
    private static final String SN = "00000000-0000-4000-8000-000000000001";
    private static final String INDEX = "dtlog-1-easymanager-nodelete-DAY_000001.alias";
    private static final Set<EventType> PUBLISHED = Set.of(
            EventType.EVT_AGENT_ERR,
            EventType.EVT_AGENT_HEALTH_CHECK,
            EventType.EVT_OS_RESOURCE_USAGES,
            EventType.EVT_PROC_RESOURCE_USAGES);

    @TempDir
    Path directory;

    /** Where a document went, and it without its time. */
    private record Post(String path, JsonNode document) {}

    private final ConcurrentLinkedQueue<Post> posts = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Post> documents = new ConcurrentLinkedQueue<>();
    private final Set<String> indexes = ConcurrentHashMap.newKeySet();
    private final List<String> made = new CopyOnWriteArrayList<>();
    private FakeSink receiver;
    private FakeSink elastic;
    private Hub hub;
    private TestBooter booter;

    @BeforeEach
    void open() throws IOException {
        receiver = new FakeSink((exchange, body) -> {
            posts.add(new Post(exchange.getRequestURI().getPath(), plain(body)));
            FakeSink.answer(exchange, 200, "{\"msg\":\"ok\"}");
        });
        elastic = new FakeSink(this::elasticsearch);
        hub = PublisherFixtures.hub(directory.resolve("spool"));
        booter = new TestBooter(directory.resolve("home"), Admit.LOOPBACK, Tls.NONE, Duration.ofSeconds(30), hub);
        var ids = new FleetAgentIds(booter.fleet);
        var feed = new FleetPublications(booter.fleet.feed(), booter.fleet.hosts(), hub);
        assertThat(feed).isNotNull();
        hub.add(EasyAgentHttp.to(receiver.url(), ids));
        hub.add(EasyAgentElasticsearch.to(elastic.url(), ids));
    }

    @AfterEach
    void close() {
        booter.close();
        hub.close();
        receiver.close();
        elastic.close();
    }

    @Test
    void everyRecordedPostIsAmongOurs() throws Exception {
        var events = recordedEvents();

        replay(events);

        await().atMost(Duration.ofMinutes(5)).until(() -> posts.size() >= events.size());
        assertThat(posts).hasSameSizeAs(events);
        var recorded = recordedPosts();
        assertThat(recorded).as("the comparison is of something").hasSizeGreaterThan(150);
        assertThat(Set.copyOf(posts)).containsAll(recorded);
        assertThat(types(posts)).isEqualTo(types(recorded));
    }

    @Test
    void elasticsearchGetsTheSameDocumentsInTheOriginalsIndexes() throws Exception {
        var events = recordedEvents();

        replay(events);

        await().atMost(Duration.ofMinutes(5)).until(() -> documents.size() >= events.size());
        await().atMost(Duration.ofMinutes(5)).until(() -> posts.size() >= events.size());
        assertThat(documents.stream().map(Post::document))
                .containsExactlyInAnyOrderElementsOf(
                        posts.stream().map(Post::document).toList());
        assertThat(made).as("indexes that were missing").isNotEmpty();
        var recorded = Fixtures.load().callbacks().stream()
                .filter(one ->
                        one.target().equals("elasticsearch") && one.path().contains("easymanager"))
                .filter(one -> one.method().equals("POST"))
                .map(one -> day(one.path()))
                .collect(Collectors.toSet());
        assertThat(documents.stream().map(Post::path).map(PublishedAsTheOriginalDoesTest::day))
                .containsAll(recorded)
                .allMatch(path -> path.startsWith("/" + INDEX + "/"));
    }

    @Test
    void anAgentThatIsKnownByItsNameHasItsId() throws Exception {
        booter.fleet.registry().announce(Caller.LOCAL, "web1", SN);
        var identity = booter.fleet
                .easy()
                .install(SN, "exporter", "", "", booter.fleet.time().now());
        var ids = new FleetAgentIds(booter.fleet);

        assertThat(ids.idOf(SN, identity.name())).isEqualTo(identity.agentId());
        assertThat(ids.idOf(SN, identity.agentId())).isEqualTo(identity.agentId());
        assertThat(ids.idOf(SN, "another")).isEqualTo(ids.idOf(SN, "another"));
        String gone = "99999999-0000-4000-8000-000000000001";
        assertThat(ids.idOf(gone, "exporter")).isEqualTo(ids.idOf(gone, "exporter"));
        assertThat(ids.idOf(gone, "exporter")).isNotEqualTo(identity.agentId());
    }

    private static List<Event> recordedEvents() throws IOException {
        var events = new ArrayList<Event>();
        for (Frame frame : Fixtures.load().stream()) {
            if (frame.isEvent()) {
                var event = Event.parseFrom(frame.bytes());
                if (PUBLISHED.contains(event.getEventType())) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private void replay(List<Event> events) {
        try (var sidecar = new StandIn(booter.port(), SN)) {
            sidecar.register("");
            sidecar.ready();
            events.forEach(event -> sidecar.report(event.toBuilder()));
        }
    }

    private static List<Post> recordedPosts() throws IOException {
        var recorded = new ArrayList<Post>();
        for (Callback one : Fixtures.load().callbacks()) {
            // What the second run of the server published came from a stream that was not recorded.
            if (one.target().equals("http")
                    && one.method().equals("POST")
                    && !one.scenario().startsWith("publish-all")) {
                recorded.add(new Post(one.path(), plain(one.body())));
            }
        }
        return recorded;
    }

    private static Set<String> types(Iterable<Post> posts) {
        var types = new TreeSet<String>();
        posts.forEach(post -> types.add(post.path().replaceFirst(".*/", "")));
        return types;
    }

    private static String day(String path) {
        return path.replaceAll("[0-9]{4}[.][0-9]{2}[.][0-9]{2}", "DAY");
    }

    /** Lists have no order of their own. */
    private static JsonNode plain(String body) throws IOException {
        var document = (ObjectNode) Json.MAPPER.readTree(body);
        assertThat(document.remove("last_update_date").asText())
                .matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}");
        for (String list : List.of("netStats", "diskUsage")) {
            if (document.has(list)) {
                var items = new ArrayList<JsonNode>();
                document.get(list).forEach(items::add);
                items.sort(Comparator.comparing(JsonNode::toString));
                document.putArray(list).addAll(items);
            }
        }
        return document;
    }

    /** One that makes no index by itself. */
    private void elasticsearch(HttpExchange exchange, String body) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            String index = exchange.getRequestURI().getPath().substring(1);
            made.add(index);
            indexes.add(index);
            FakeSink.answer(exchange, 200, "{\"acknowledged\":true}");
            return;
        }
        var reply = Json.MAPPER.createObjectNode();
        var items = reply.putArray("items");
        var lines = body.lines().toList();
        for (int i = 0; i < lines.size(); i += 2) {
            var action = Json.MAPPER.readTree(lines.get(i)).path("create");
            var result = items.addObject().putObject("create");
            if (indexes.contains(action.path("_index").asText())) {
                documents.add(new Post(
                        "/" + action.path("_index").asText() + "/"
                                + action.path("_type").asText() + "/",
                        plain(lines.get(i + 1))));
                result.put("status", 201);
            } else {
                result.put("status", 404).putObject("error").put("type", "index_not_found_exception");
            }
        }
        FakeSink.answer(exchange, 200, reply.toString());
    }
}
