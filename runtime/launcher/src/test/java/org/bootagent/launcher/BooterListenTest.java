package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BooterListenTest {
    private final Settings settings = new Settings();

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "192.0.2.1:80"})
    void refusesToBeReachedByEverybody(String address) {
        assertThatThrownBy(() -> BooterMain.listen(settings, address))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--http " + address)
                .hasMessageContaining("booter/insecure = true");
    }

    @Test
    void takesHostsFromElsewhereOnlyIfTheyShowCertificates() throws IOException {
        String address = "127.0.0.1:" + free();
        settings.put("org.bootagent.booter.easyagent", "address", "0.0.0.0");
        assertThatThrownBy(() -> BooterMain.listen(settings, address))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("booter.easyagent/address = 0.0.0.0")
                .hasMessageContaining("booter.easyagent/clientAuthorities");
        settings.put("org.bootagent.booter.easyagent", "clientAuthorities", "hosts.pem");
        BooterMain.listen(settings, address);
    }

    @Test
    void listensEverywhereIfItIsTold() throws IOException {
        settings.put("org.bootagent.booter", "insecure", "true");
        String address = "0.0.0.0:" + free();
        BooterMain.listen(settings, address);
        assertThat(settings.framework()).containsEntry("org.apache.felix.http.host", "0.0.0.0");
    }

    @Test
    void listensOnLoopback() throws IOException {
        for (String host : new String[] {"127.0.0.1", "localhost", "127.0.0.2"}) {
            BooterMain.listen(settings, host + ":" + free());
        }
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
