package org.bootagent.booter.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerTest {
    @Test
    void onlyLiteralsAreAddresses() {
        assertThat(Peer.address("127.0.0.1").isLoopbackAddress()).isTrue();
        assertThat(Peer.address("[::1]").isLoopbackAddress()).isTrue();
        for (String none :
                new String[] {"", "localhost", "127.999.1.1", "127.1", "0x7f.0.0.1", "01.2.3.4", "::g", ":"}) {
            assertThat(Peer.address(none)).as(none).isNull();
        }
    }

    @Test
    void aSiteWithIpv6CountsAsOne() {
        assertThat(Peer.of("2001:db8:1:2::3")).isEqualTo(Peer.of("2001:db8:1:2:3::4"));
        assertThat(Peer.of("2001:db8:1:2::3")).isNotEqualTo(Peer.of("2001:db8:1:3::3"));
        assertThat(Peer.of("192.0.2.1")).isNotEqualTo(Peer.of("192.0.2.2"));
    }
}
