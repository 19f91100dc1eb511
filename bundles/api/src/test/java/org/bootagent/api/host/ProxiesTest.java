package org.bootagent.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.bootagent.api.host.Proxies.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final Map<String, String> NOTHING = Map.of();

    @Test
    void areTheEnvironmentsUnlessSettingsSay() {
        var environment = Map.of("http_proxy", "proxy:3128", "HTTPS_PROXY", "http://user:p%40ss@secure:8080/");
        var proxies = Proxies.of("", "", "", environment);

        assertThat(proxies.to("http", "example.com", 80)).contains(new Proxy("proxy", 3128, "", ""));
        assertThat(proxies.to("https", "example.com", 443)).contains(new Proxy("secure", 8080, "user", "p@ss"));
        assertThat(Proxies.of("http://own:1", "none", "", environment).to("http", "a", 80))
                .contains(new Proxy("own", 1, "", ""));
        assertThat(Proxies.of("http://own:1", "none", "", environment).to("https", "a", 443))
                .isEmpty();
        assertThat(Proxies.of("", "", "", NOTHING).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "127.9.9.9",
                "[::1]",
                "example.com",
                "a.b.example.com",
                "EXAMPLE.com.",
                "x.internal",
                "10.1.2.3",
                "192.168.7.9",
                "[fd00::7]"
            })
    void reachesDirectlyWhatIsSaidAndThisHostItself(String host) {
        var proxies = Proxies.of(
                "proxy:1", "", "", Map.of("no_proxy", "example.com, .internal,10.0.0.0/8 192.168.7.9,fd00::/16"));

        assertThat(proxies.to("http", host, 80)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"notexample.com", "example.com.org", "11.1.2.3", "192.168.7.8", "[fd01::7]", "internal.net"})
    void reachesOthersThroughTheProxy(String host) {
        var proxies = Proxies.of("proxy:1", "", "example.com,.internal,10.0.0.0/8,192.168.7.9,fd00::/16,x:99", NOTHING);

        assertThat(proxies.to("http", host, 80)).isPresent();
    }

    @Test
    void knowsPortsAndEverything() {
        var proxies = Proxies.of("proxy:1", "", "a:8080", NOTHING);
        assertThat(proxies.to("http", "a", 8080)).isEmpty();
        assertThat(proxies.to("http", "a", 80)).isPresent();
        assertThat(Proxies.of("proxy:1", "", "*", NOTHING).to("http", "a", 80)).isEmpty();
    }

    @Test
    void tellsOfAWrongSettingWithoutItsPasswordAndIgnoresAWrongEnvironment() {
        for (String wrong : new String[] {"socks5://user:secret@x:1", "http://user:secret@", "http://user:se cret@x"}) {
            assertThatThrownBy(() -> Proxies.of(wrong, "", "", NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("host/httpProxy")
                    .hasMessageNotContaining("secret");
            assertThat(Proxies.of("", "", "", Map.of("http_proxy", wrong)).isEmpty())
                    .isTrue();
        }
        assertThat(new Proxy("h", 1, "u", "secret").toString()).doesNotContain("secret");
    }
}
