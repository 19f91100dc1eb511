package org.bootagent.booter.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bootagent.booter.http.route.Call;
import org.bootagent.wire.Json;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the document: it lists every operation, and every reply matches it. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    @TempDir
    private Path home;

    private Booter booter;
    private String sn;
    private JsonNode document;
    private JsonSchemaFactory schemas;
    private final List<String> checked = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        booter = new Booter(home, "");
        document = Json.MAPPER.readTree(booter.get("/openapi.json").body());
        String text = document.toString();
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder ->
                        builder.schemaLoaders(loaders -> loaders.schemas(uri -> uri.equals("urn:api") ? text : null)));
        sn = booter.host("web1");
        var agent = new StatusReport.Agent("a", "1.2.3", "running", 5, "running", 4711, 2, "1.2.3-abc", "");
        var event =
                new StatusReport.Event("e1", System.currentTimeMillis() / 1000.0, "a", "abnormal-exit", "exit code 1");
        booter.report(sn, List.of(agent), List.of(), List.of(event), List.of());
    }

    @AfterEach
    void stop() {
        booter.close();
    }

    @Test
    void listsExactlyTheRoutes() {
        var documented = new ArrayList<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        var routes = booter.routes().stream()
                .map(route -> String.join("|", route.methods()) + " " + route.template())
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(routes).doesNotHaveDuplicates();
    }

    @Test
    void pathVariablesAreDocumented() {
        for (var route : booter.routes()) {
            var path = document.path("paths").path(route.template());
            var names = new ArrayList<String>();
            for (var parameter : path.path("parameters")) {
                String ref = parameter.path("$ref").asText();
                names.add((ref.isEmpty() ? parameter : document.at(ref.substring(1)))
                        .path("name")
                        .asText());
            }
            for (String segment : route.template().split("/", -1)) {
                if (segment.startsWith("{")) {
                    assertThat(names).as(route.template()).contains(segment.substring(1, segment.length() - 1));
                }
            }
        }
    }

    @Test
    void everyReplyIsAsDocumented() throws Exception {
        check("PUT", "/packages/{file}", "/packages/a.deb", "one", 201);
        check("PUT", "/packages/{file}", "/packages/a.deb", "one", 200);
        check("PUT", "/packages/{file}", "/packages/a.deb", "two", 409);
        check("PUT", "/packages/{file}", "/packages/.a", "one", 400);
        check("GET", "/packages/{file}", "/packages/a.deb", null, 200);
        check("GET", "/packages/{file}", "/packages/none", null, 404);
        check("GET", "/api/v2/packages", "/api/v2/packages", null, 200);
        checkHosts();
        check("POST", "/api/v2/jobs", "/api/v2/jobs", "{\"hosts\":\"all\",\"action\":\"restart\",\"name\":\"a\"}", 200);
        check("POST", "/api/v2/jobs", "/api/v2/jobs", "{\"hosts\":[],\"action\":\"restart\"}", 400);
        String id = checkJobs();
        check("GET", "/api/v2/jobs/{id}/output", "/api/v2/jobs/" + id + "/output", null, 200);
        check("GET", "/api/v2/jobs/{id}/output", "/api/v2/jobs/" + id + "/output?offset=x", null, 400);
        check("DELETE", "/api/v2/jobs/{id}", "/api/v2/jobs/" + id, null, 200);
        check("DELETE", "/api/v2/jobs/{id}", "/api/v2/jobs/" + id, null, 409);
        check("DELETE", "/api/v2/packages/{file}", "/api/v2/packages/a.deb", null, 204);
        check("DELETE", "/api/v2/hosts/{sn}", "/api/v2/hosts/" + sn, null, 204);
        check("DELETE", "/api/v2/hosts/{sn}", "/api/v2/hosts/" + sn, null, 404);
        for (String path : List.of("/openapi.json", "/metrics", "/health")) {
            check("GET", path, path, null, 200);
        }
        booter.components.failed("org.bootagent.booter.A", "java.io.IOException: no port\n\tat x");
        check("GET", "/health", "/health", null, 503);
        assertThat(checked)
                .containsAll(booter.routes().stream()
                        .map(route -> String.join("|", route.methods()) + " " + route.template())
                        .toList());
    }

    private void checkHosts() throws Exception {
        String host = "/api/v2/hosts/{sn}";
        String own = "/api/v2/hosts/" + sn;
        check("GET", "/api/v2/hosts", "/api/v2/hosts", null, 200);
        check("GET", "/api/v2/hosts", "/api/v2/hosts?limit=0", null, 400);
        check("GET", host, own, null, 200);
        check("GET", host + "/agents", own + "/agents", null, 200);
        check("GET", host + "/agents/{name}", own + "/agents/a", null, 200);
        check("GET", host + "/agents/{name}", own + "/agents/none", null, 404);
        check("GET", "/api/v2/agents", "/api/v2/agents", null, 200);
        check("GET", "/api/v2/events", "/api/v2/events", null, 200);
        check("GET", host + "/events", own + "/events", null, 200);
    }

    private String checkJobs() throws Exception {
        String template = "/api/v2/hosts/{sn}/jobs";
        String jobs = "/api/v2/hosts/" + sn + "/jobs";
        for (var example : document.at(
                "/paths/~1api~1v2~1hosts~1{sn}~1jobs/post/requestBody/content/application~1json/examples")) {
            String body = example.path("value").toString().replaceAll("BasicAgent-[^\"]*rpm", "a.deb");
            assertMatches(schemaErrors("#/components/schemas/JobRequest", Json.MAPPER.readTree(body)), body);
            check("POST", template, jobs, body, 201);
        }
        check("POST", template, jobs, "{}", 400);
        check("POST", template, jobs, "{\"action\":\"stop\",\"x\":\"" + "x".repeat(Call.MAX_BODY) + "\"}", 413);
        check("GET", template, jobs, null, 200);
        check("GET", "/api/v2/jobs", "/api/v2/jobs", null, 200);
        String id = Booter.json(booter.get(jobs)).at("/jobs/0/id").asText();
        check("GET", "/api/v2/jobs/{id}", "/api/v2/jobs/" + id, null, 200);
        booter.report(sn);
        String first = Booter.json(booter.get(jobs)).at("/jobs/1/id").asText();
        var result = new StatusReport.Result(first, 0, "done", "install", "BasicAgent");
        booter.report(sn, List.of(), List.of(result), List.of(), List.of());
        check("GET", "/api/v2/jobs/{id}", "/api/v2/jobs/" + first, null, 200);
        return Booter.json(booter.post(jobs, "{\"action\":\"stop\",\"name\":\"a\"}"))
                .path("id")
                .asText();
    }

    private void check(String method, String template, String path, String body, int status) throws Exception {
        var headers = body == null ? new String[0] : new String[] {"Content-Type", "application/json"};
        var response = booter.send(method, path, body, headers);
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + response.body())
                .isEqualTo(status);
        String operation = "/paths/" + escaped(template) + "/" + method.toLowerCase(Locale.ROOT);
        var documented = document.at(operation).path("responses").path(String.valueOf(status));
        assertThat(documented.isMissingNode())
                .as("%s %s documents %d", method, template, status)
                .isFalse();
        checkBody(operation + "/responses/" + status, documented, response);
        checked.add(method + " " + template);
    }

    private void checkBody(String pointer, JsonNode documented, HttpResponse<String> response) throws Exception {
        String at = pointer;
        var reply = documented;
        if (reply.has("$ref")) {
            at = reply.path("$ref").asText().substring(1);
            reply = document.at(at);
        }
        if (!reply.has("content")) {
            assertThat(response.body()).isEmpty();
            return;
        }
        String type =
                response.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
        assertThat(reply.path("content").has(type))
                .as("%s documents %s", at, type)
                .isTrue();
        if (type.endsWith("json")) {
            String schema = "#" + at + "/content/" + escaped(type) + "/schema";
            assertMatches(schemaErrors(schema, Json.MAPPER.readTree(response.body())), response.body());
        }
    }

    private List<String> schemaErrors(String pointer, JsonNode value) {
        String escaped = pointer.replace("{", "%7B").replace("}", "%7D");
        var config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        var schema = schemas.getSchema(SchemaLocation.of("urn:api" + escaped), config);
        return schema.validate(value).stream().map(Object::toString).toList();
    }

    private static void assertMatches(List<String> errors, String what) {
        assertThat(errors).as(what).isEmpty();
    }

    private static String escaped(String pointerToken) {
        return pointerToken.replace("~", "~0").replace("/", "~1");
    }
}
