package org.bootagent.booter.http.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.UUID;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundles as they run: Felix, Jetty, the fleet and its database. */
class HttpAgentTest {
    /** The seed's samples, without their comments and with their trailing commas. */
    private static final String REGISTER = """
            {
            	"hostname": "127.0.0.1",
            	"agentsn": "%s"
            }
            """;

    private static final String STATUS = """
            {
            	"hostname": "127.0.0.1",
            	"agentsn": "%s",
            	"version": "bootagent-1.2.4-x86_64",
            	"uptime": 1234,
            	"timestamp": 1232,
            	"step": 600,
            	"agents": [{
            		"name": "BasicAgent",
            		"version": "1.2.3",
            		"status": "stoped",
            		"uptime": 123,
            	}],
            	"jobs": [{
            		"id": "ddc8a9b9-55bd-4ddd-b53d-47095ee19466",
            		"errcode": 0,
            		"message": "success"
            	}],
            }
            """;

    @TempDir
    static Path home;

    private static FelixBooter booter;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        booter = new FelixBooter(home);
        // The servlet comes when its fleet has come, which waits for its database.
        booter.awaitFleet();
        org.awaitility.Awaitility.await().until(() -> post("agent/status", "").statusCode() == 400);
    }

    @AfterAll
    static void stop() throws Exception {
        if (booter != null) {
            booter.close();
        }
    }

    @Test
    void keepsWhatAJobWrites() throws Exception {
        String sn = json(post("agent/register", REGISTER.formatted(UUID.randomUUID())), 200)
                .path("agentsn")
                .asText();
        Object job = booter.enqueue(sn, "exec", "", "{}");
        Object id = job.getClass().getMethod("id").invoke(job);
        String path = "agent/output?agentsn=" + sn + "&job=" + id + "&offset=";
        assertThat(json(post(path + 0, ""), 200).path("received").asInt()).isZero();
        assertThat(json(post(path + 0, "one"), 200).path("received").asInt()).isEqualTo(3);
        assertThat(json(post(path + 0, "onetwo"), 200).path("received").asInt()).isEqualTo(6);
        assertThat(json(post(path + 9, "more"), 200).path("received").asInt()).isEqualTo(6);
        Path file = home.resolve("output").resolve(id.toString());
        assertThat(file).hasContent("onetwo");

        String other = "agent/output?agentsn=" + UUID.randomUUID() + "&job=" + id + "&offset=6";
        assertThat(json(post(other, "foreign"), 200).path("received").asInt()).isEqualTo(13);
        assertThat(file).hasContent("onetwo");
        for (String wrong : new String[] {path, path + "-1", path + "x", "agent/output"}) {
            assertThat(json(post(wrong, "x"), 400).path("status").asInt()).isEqualTo(1);
        }
    }

    @Test
    void seedsSamplesGetTheDocumentedReplies() throws Exception {
        String agentsn = UUID.randomUUID().toString();
        JsonNode first = json(post("agent/register", REGISTER.formatted(agentsn)), 200);
        assertThat(first.get("status").asInt()).isZero();
        assertThat(first.get("agentsn").asText()).isEqualTo(agentsn);
        assertThat(first.get("tags").asText()).isEmpty();

        JsonNode clash = json(post("agent/register", REGISTER.formatted(agentsn)), 200);
        assertThat(clash.get("status").asInt()).isZero();
        assertThat(UUID.fromString(clash.get("agentsn").asText())).isNotEqualTo(UUID.fromString(agentsn));

        assertThat(post("agent/status", STATUS.formatted(agentsn)).body()).isEqualTo("{\"jobs\":[],\"status\":0}");
    }

    @Test
    void jobIsInTheReplyUntilItsResultArrives() throws Exception {
        String agentsn = UUID.randomUUID().toString();
        post("agent/status", STATUS.formatted(agentsn));
        booter.enqueue(agentsn, "install", "BasicAgent", "{\"url\":\"ftp://server/x.rpm\"}");
        JsonNode job = json(post("agent/status", STATUS.formatted(agentsn)), 200)
                .get("jobs")
                .get(0);
        assertThat(job.get("action").asText()).isEqualTo("install");
        assertThat(job.get("name").asText()).isEqualTo("BasicAgent");
        assertThat(job.get("url").asText()).isEqualTo("ftp://server/x.rpm");
        String result = STATUS.formatted(agentsn)
                .replace("ddc8a9b9-55bd-4ddd-b53d-47095ee19466", job.get("id").asText());
        assertThat(json(post("agent/status", result), 200).get("jobs")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "hostname=web1",
                "{} {}",
                "{\"hostname\":\"a\",\"hostname\":\"b\"}",
                "{\"hostname\":\"web1\",\"agentsn\":\"42\"}",
                "{\"hostname\":\"web1\",\"agentsn\":\"33c5b8b4-5a2c-43c5-ab90-96721451b4ec\",\"uptime\":\"long\"}",
                "{\"hostname\":1,\"agentsn\":\"33c5b8b4-5a2c-43c5-ab90-96721451b4ec\"}",
                "{\"hostname\":\"web1\",\"agentsn\":\"33c5b8b4-5a2c-43c5-ab90-96721451b4ec\",\"agents\":{}}",
                "{\"hostname\":\"web1\",\"agentsn\":\"33c5b8b4-5a2c-43c5-ab90-96721451b4ec\",\"agents\":[null]}",
                "{\"hostname\":\"web1\",\"agentsn\":\"33c5b8b4-5a2c-43c5-ab90-96721451b4ec\",\"agents\":[{\"pid\":1e999}]}",
                "{\"hostname\":{},\"agentsn\":\"33c5b8b4-5a2c-43c5-ab90-96721451b4ec\"}"
            })
    void wrongBodyIsRefusedInOneLine(String body) throws Exception {
        JsonNode refusal = json(post("agent/status", body), 400);
        assertThat(refusal.get("status").asInt()).isEqualTo(1);
        assertThat(refusal.get("message").asText()).isNotBlank().doesNotContain("\n", "org.bootagent", "java.");
    }

    @Test
    void deeplyNestedBodyIsRefused() throws Exception {
        assertThat(post("agent/status", "{\"x\":" + "[".repeat(100_000)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void bodyThatIsTooLargeIsRefused() throws Exception {
        byte[] body = new byte[AgentEndpoint.MAX_BODY + 1];
        assertThat(json(send("agent/status", BodyPublishers.ofByteArray(body)), 413)
                        .get("message")
                        .asText())
                .contains("larger");
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        assertThat(send("agent/status", chunked).statusCode()).isEqualTo(413);
    }

    /** More than there are threads: 200. */
    @Test
    void hostsThatSendSlowlyKeepNobodyWaiting() throws Exception {
        var slow = new ArrayList<Socket>();
        URI server = uri("");
        try {
            for (int i = 0; i < 260; i++) {
                var socket = new Socket(server.getHost(), server.getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /agent/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            String agentsn = UUID.randomUUID().toString();
            for (int i = 0; i < 20; i++) {
                assertThat(post("agent/status", STATUS.formatted(agentsn)).statusCode())
                        .isEqualTo(200);
            }
            assertThat(slow.stream().filter(HttpAgentTest::isOpen).count()).isGreaterThan(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void anAddressHasOnlySoManyConnections() throws Exception {
        URI server = uri("");
        var open = new ArrayList<Socket>();
        try {
            for (int i = 0; i <= FelixBooter.MAX_CONNECTIONS; i++) {
                var socket = new Socket(server.getHost(), server.getPort());
                socket.setSoTimeout(120_000);
                open.add(socket);
            }
            var last = open.get(open.size() - 1);
            assertThat(last.getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        org.awaitility.Awaitility.await()
                .ignoreExceptions()
                .until(() -> post("agent/status", "").statusCode() == 400);
    }

    private static boolean isOpen(Socket socket) {
        try {
            return socket.getInputStream().available() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPageWhoseNamePointsHereRegistersNobody() throws Exception {
        URI server = uri("");
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            String body = REGISTER.formatted(UUID.randomUUID());
            socket.getOutputStream()
                    .write(
                            ("POST /agent/register HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("'evil.example' is no name of this server", "\"status\":1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "OPTIONS"})
    void onlyPostIsUnderstood(String method) throws Exception {
        var request = HttpRequest.newBuilder(uri("agent/register"))
                .method(method, BodyPublishers.noBody())
                .build();
        var response = CLIENT.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(path, BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(String path, BodyPublisher body) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).POST(body).build(), BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create(booter.address()).resolve(path);
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return Json.MAPPER.readTree(response.body());
    }
}
