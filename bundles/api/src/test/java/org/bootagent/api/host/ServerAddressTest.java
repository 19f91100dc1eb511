package org.bootagent.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @Test
    void readsTheSeedsLists() {
        assertThat(ServerAddress.parseList("booter.cargo.com:8080,192.168.9.1:9090"))
                .containsExactly(new ServerAddress("booter.cargo.com", 8080), new ServerAddress("192.168.9.1", 9090));
        assertThat(ServerAddress.parseList("192.168.9.1:1234,"))
                .containsExactly(new ServerAddress("192.168.9.1", 1234));
    }

    @Test
    void keepsOrderAndDuplicates() {
        assertThat(ServerAddress.parseList("b,a:1, b"))
                .extracting(ServerAddress::toString)
                .containsExactly("b", "a:1", "b");
    }

    @Test
    void readsIpv6InBrackets() {
        assertThat(ServerAddress.parse("[::1]:8080")).isEqualTo(new ServerAddress("[::1]", 8080));
        assertThat(ServerAddress.parse("[::1]")).isEqualTo(new ServerAddress("[::1]", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:80", "255.255.255.255", "host-1", "1host", "1.example", "a.b2.c3", "3com.com.:80"})
    void reads(String address) {
        assertThat(ServerAddress.parse(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann:s3cret@h:80", "http://ann:s3cret@h", "ann:s3cret@h"})
    void saysNoPassword(String address) {
        assertThatThrownBy(() -> ServerAddress.parseList(address))
                .hasMessageContaining("***@h")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:0",
                "a:65536",
                "a:x",
                "a:",
                ":80",
                "http://a",
                "a b",
                "-a",
                "::1",
                "a/b",
                "127.999.1.1",
                "127.999.1.1:80",
                "256.0.0.1",
                "127.1",
                "1.2.3.4.5",
                "1.2.3.4.",
                "0x7f.1",
                "2130706433",
                "a.1",
                "a.-b",
                "a..b"
            })
    void refuses(String address) {
        assertThatThrownBy(() -> ServerAddress.parse(address)).isInstanceOf(IllegalArgumentException.class);
    }
}
