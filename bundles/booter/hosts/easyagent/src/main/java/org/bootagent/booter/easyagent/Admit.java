package org.bootagent.booter.easyagent;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Locale;

/** Unknown hosts that are admitted. */
enum Admit {
    /** Only hosts on the server's own machine. */
    LOOPBACK,
    ALL,
    NONE;

    static Admit parse(String word) {
        return Arrays.stream(values())
                .filter(admit -> admit.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "booter.easyagent/admit is '" + word + "', must be loopback, all or none"));
    }

    boolean allows(SocketAddress from) {
        return switch (this) {
            case ALL -> true;
            case NONE -> false;
            case LOOPBACK ->
                from instanceof InetSocketAddress ip
                        && ip.getAddress() != null
                        && ip.getAddress().isLoopbackAddress();
        };
    }
}
