package org.bootagent.booter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bootagent.api.host.HostName;
import org.bootagent.booter.http.guard.Guard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final String STOP = "/api/v1/agent/0d9e5ad3-8d36-4a5b-b8c5-4d1f3a1d6c11/stop";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    private Front front;

    @BeforeEach
    void start() throws Exception {
        front = front(false);
    }

    @AfterEach
    void stop() throws IOException {
        front.close();
    }

    private static Front front(boolean trustBrowserGets) throws Exception {
        var guard =
                new Guard("https://booter.example:8443", List.of(" Alias.example ", "192.0.2.44"), trustBrowserGets);
        return new Front(guard, Front.limits(), (request, response) -> response.setStatus(204));
    }

    private int status(String path, String... headers) throws IOException {
        return status(front, path, headers);
    }

    private static int status(Front front, String path, String... headers) throws IOException {
        return Integer.parseInt(front.ask(Front.get(path, headers)).substring(9, 12));
    }

    /** For the browser, a page of evil.example that asks evil.example is of the same site, and a GET carries no page. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/hosts", "/%61pi/v2/hosts", "/agent/status", "/health", "/metrics", "/packages/a"})
    void aForeignNameThatPointsHereIsRefusedEverywhere(String path) throws IOException {
        for (String host : new String[] {
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example:1",
            "127.999.1.1",
            "2130706433",
            "192.0.2.7",
            "[2001:db8::1]:80"
        }) {
            assertThat(front.ask(Front.get(path, "Host", host)))
                    .as(host)
                    .startsWith("HTTP/1.1 403 ")
                    .contains(host, "booter/publicUrl");
        }
    }

    @Test
    void ownNamesAreAnswered() throws IOException {
        for (String host : new String[] {
            "localhost",
            "LocalHost:8080",
            "127.0.0.1:8080",
            "127.1.2.3",
            "[::1]:8080",
            "booter.example:8443",
            "booter.example",
            "alias.example:80",
            "192.0.2.44",
            HostName.current() + ":8080"
        }) {
            assertThat(status("/x", "Host", host)).as(host).isEqualTo(204);
        }
        assertThat(front.ask("GET /x HTTP/1.0\r\n\r\n"))
                .as("a program that names none")
                .contains(" 204 ");
    }

    @Test
    void aPageOfAnotherSiteAsksNothing() throws IOException {
        for (Map.Entry<String, String> said : Map.of(
                        "Origin", "http://evil.example",
                        "Sec-Fetch-Site", "cross-site")
                .entrySet()) {
            assertThat(status("/health", "Host", "localhost", said.getKey(), said.getValue()))
                    .isEqualTo(403);
        }
        assertThat(status("/x", "Host", "localhost", "Origin", "null")).isEqualTo(403);
        assertThat(status("/x", "Host", "localhost", "Sec-Fetch-Site", "same-site"))
                .isEqualTo(403);
    }

    @Test
    void anOwnPageMay() throws IOException {
        assertThat(status(STOP, "Host", "localhost:1", "Origin", "http://localhost:1", "Sec-Fetch-Site", "same-origin"))
                .isEqualTo(204);
        assertThat(status("/x", "Host", "127.0.0.1", "Origin", "https://booter.example:8443", "Sec-Fetch-Site", "none"))
                .isEqualTo(204);
    }

    /** {@code <img src=http://booter/api/v1/agent/ID/stop>}: on a site without TLS, nothing identifies the page. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                STOP,
                "/%61pi/v1/agent/x/stop",
                "/api/v1/agent/x/startSync/",
                "/api/v1/agent/x/restartSync",
                "/api/v1/agent/x/startWithParam?cpuLimit=1",
                "/api/v1/deploy/sidecar/install/callback?client_id="
            })
    void anImageStopsNoAgent(String path) throws Exception {
        assertThat(status(path, "Host", "localhost", "User-Agent", FIREFOX)).isEqualTo(403);
        assertThat(status(path, "Host", "localhost", "User-Agent", "x", "Referer", "http://a/"))
                .isEqualTo(403);
        assertThat(status(path, "Host", "localhost")).isEqualTo(403);
        assertThat(status(path, "Host", "localhost", "User-Agent", FIREFOX, "X-Requested-With", "x"))
                .isEqualTo(204);
        try (var trusting = front(true)) {
            assertThat(status(trusting, path, "Host", "localhost", "User-Agent", FIREFOX))
                    .isEqualTo(204);
        }
    }

    @Test
    void programsNeedNoProof() throws IOException {
        for (String program : List.of("Go-http-client/1.1", "curl/8.5.0", "Java-http-client/17.0.15")) {
            assertThat(status(STOP, "Host", "localhost", "User-Agent", program)).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/agent",
                "/api/v1/agent/x",
                "/api/v1/agent/x/status",
                "/api/v1/agent/x/stop/progress?operation_seq=1",
                "/api/v1/sidecar/x/agents",
                "/api/v2/jobs"
            })
    void readingNeedsNoProof(String path) throws IOException {
        assertThat(status(path, "Host", "localhost", "User-Agent", FIREFOX)).isEqualTo(204);
    }
}
