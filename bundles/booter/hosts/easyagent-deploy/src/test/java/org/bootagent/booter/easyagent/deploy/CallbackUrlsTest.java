package org.bootagent.booter.easyagent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlsTest {
    private final CallbackUrls urls =
            new CallbackUrls("http://allowed.example.com/hook, https://tls.example.com ,http://[::1]:8080/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://allowed.example.com/hook",
                "http://allowed.example.com/hook/",
                "http://allowed.example.com/hook/sub/x.y?a=b&c=../d",
                "HTTP://Allowed.Example.COM:80/hook",
                "https://tls.example.com",
                "https://tls.example.com:443/any/thing",
                "http://[::1]:8080/x"
            })
    void whatIsBelowOneOfTheListIsAllowed(String url) {
        assertThat(urls.allowed(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/hook",
                "//allowed.example.com/hook",
                "allowed.example.com/hook",
                "http:///hook",
                "http://allowed.example.com@evil/",
                "http://allowed.example.com@evil/hook",
                "http://allowed.example.com:80@evil/hook",
                "http://user@allowed.example.com/hook",
                "http://allowed.example.com.evil/hook",
                "http://allowed.example.com./hook",
                "http://xallowed.example.com/hook",
                "http://allowed.example.com:81/hook",
                "https://allowed.example.com/hook",
                "ftp://allowed.example.com/hook",
                "file:///hook",
                "http://allowed.example.com/",
                "http://allowed.example.com/hooked",
                "http://allowed.example.com/Hook",
                "http://allowed.example.com/hook/../other",
                "http://allowed.example.com/hook/..",
                "http://allowed.example.com/hook/./x",
                "http://allowed.example.com/hook/..;a/other",
                "http://allowed.example.com/hook/%2e%2E/other",
                "http://allowed.example.com/hook/%252e%252e/other",
                "http://allowed.example.com/hook%2f..%2fother",
                "http://allowed.example.com/hook/..%5cother",
                "http://allowed.example.com//hook",
                "http://allowed.example.com/hook#fragment",
                "http://allowed.example.com\\@evil/hook",
                "http://evil\\.allowed.example.com/hook",
                "http://allowed.example.com/hook x",
                "http://allowed.example.com/hook\r\nHost: evil",
                "http://allowed.example.com/h\u00f6\u00f6k",
                "http://\u0430llowed.example.com/hook"
            })
    void nothingElseIs(String url) {
        assertThat(urls.allowed(url)).isEmpty();
    }

    @Test
    void anEmptyListAllowsNothing() {
        assertThat(new CallbackUrls("").none()).isTrue();
        assertThat(new CallbackUrls("").allowed("http://allowed.example.com/hook"))
                .isEmpty();
        assertThat(urls.allowed("http://allowed.example.com/hook/" + "x".repeat(1024)))
                .isEmpty();
    }

    @Test
    void whatIsWrongInTheListAllowsNothingAndSpoilsNothing() {
        var some = new CallbackUrls("*,http://user@a/,http://b/?x,http://a/../,b.example.com,http://good/hook");

        assertThat(some.allowed("http://good/hook")).isPresent();
        for (String url :
                new String[] {"http://a/", "http://b/", "http://b/?x", "http://b.example.com/", "http://c/"}) {
            assertThat(some.allowed(url)).isEmpty();
        }
    }
}
