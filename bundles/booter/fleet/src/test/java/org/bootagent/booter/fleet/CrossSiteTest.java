package org.bootagent.booter.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.bootagent.api.host.HostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossSiteTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ELSEWHERE = "192.0.2.7";

    private final CrossSite site = new CrossSite("https://booter.example:8443");

    private Optional<String> refusal(boolean changes, String local, String... headers) {
        var map = new java.util.HashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return site.refusal(changes, map::get, local);
    }

    /** To the browser, a page of evil.example that asks evil.example is of the same site, and a GET says nothing of it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForeignNameThatPointsToLoopbackIsRefused(boolean changes) {
        for (String host : new String[] {
            "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example:1", "x y"
        }) {
            assertThat(refusal(changes, LOOPBACK, "Host", host))
                    .as(host)
                    .isPresent()
                    .get()
                    .asString()
                    .contains(host, "booter/publicUrl");
            assertThat(refusal(changes, "0:0:0:0:0:0:0:1", "Host", host))
                    .as(host)
                    .isPresent();
        }
    }

    @Test
    void ownNamesAreAnswered() {
        for (String host : new String[] {
            "localhost",
            "LocalHost:8080",
            "127.0.0.1:8080",
            "127.1.2.3",
            "[::1]:8080",
            "booter.example:8443",
            HostName.current() + ":8080"
        }) {
            assertThat(refusal(true, LOOPBACK, "Host", host)).as(host).isEmpty();
        }
        assertThat(refusal(true, LOOPBACK)).as("a program that names none").isEmpty();
        assertThat(refusal(true, ELSEWHERE, "Host", "alias.example")).isEmpty();
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() {
        for (Map.Entry<String, String> said : Map.of("Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site")
                .entrySet()) {
            for (String local : new String[] {LOOPBACK, ELSEWHERE}) {
                assertThat(refusal(true, local, "Host", "localhost", said.getKey(), said.getValue()))
                        .isPresent();
                assertThat(refusal(false, local, "Host", "localhost", said.getKey(), said.getValue()))
                        .isEmpty();
            }
        }
        assertThat(refusal(true, ELSEWHERE, "Host", "x.example", "Origin", "null"))
                .isPresent();
        assertThat(refusal(true, LOOPBACK, "Host", "localhost", "Sec-Fetch-Site", "same-site"))
                .isPresent();
    }

    @Test
    void anOwnPageMay() {
        assertThat(refusal(
                        true,
                        LOOPBACK,
                        "Host",
                        "localhost:1",
                        "Origin",
                        "http://localhost:1",
                        "Sec-Fetch-Site",
                        "same-origin"))
                .isEmpty();
        assertThat(refusal(
                        true,
                        ELSEWHERE,
                        "Host",
                        "10.0.0.1",
                        "Origin",
                        "https://booter.example:8443",
                        "Sec-Fetch-Site",
                        "none"))
                .isEmpty();
    }
}
