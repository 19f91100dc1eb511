package org.bootagent.booter.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientAddressTest {
    @Test
    void onlyLiteralsAreAddresses() {
        assertThat(ClientAddress.address("127.0.0.1").isLoopbackAddress()).isTrue();
        assertThat(ClientAddress.address("[::1]").isLoopbackAddress()).isTrue();
        for (String none :
                new String[] {"", "localhost", "127.999.1.1", "127.1", "0x7f.0.0.1", "01.2.3.4", "::g", ":"}) {
            assertThat(ClientAddress.address(none)).as(none).isNull();
        }
    }

    @Test
    void aSiteWithIpv6CountsAsOne() {
        assertThat(ClientAddress.quotaKey("2001:db8:1:2::3")).isEqualTo(ClientAddress.quotaKey("2001:db8:1:2:3::4"));
        assertThat(ClientAddress.quotaKey("2001:db8:1:2::3")).isNotEqualTo(ClientAddress.quotaKey("2001:db8:1:3::3"));
        assertThat(ClientAddress.quotaKey("192.0.2.1")).isNotEqualTo(ClientAddress.quotaKey("192.0.2.2"));
    }
}
