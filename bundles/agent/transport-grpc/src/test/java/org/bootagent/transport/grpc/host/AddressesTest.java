package org.bootagent.transport.grpc.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.11,192.0.2.11",
        "fe80:0:0:0:42:acff:fe11:2,fe80::42:acff:fe11:2",
        "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "0:0:0:0:0:0:0:1,::1",
        "2001:db8:0:0:0:0:0:0,2001:db8::",
        "0:0:0:0:0:0:0:0,::"
    })
    void addressIsInItsShortForm(String address, String text) throws UnknownHostException {
        assertThat(Addresses.text(InetAddress.getByName(address))).isEqualTo(text);
    }
}
