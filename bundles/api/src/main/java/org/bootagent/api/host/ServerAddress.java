package org.bootagent.api.host;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One server of a {@code HOST[:PORT],HOST[:PORT]} list. IPv6 addresses stand in brackets.
 *
 * @param host name or address
 * @param port 1 to 65535, or 0: the scheme's default (80, 443 with TLS)
 */
public record ServerAddress(String host, int port) {
    private static final Pattern HOST = Pattern.compile("\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");

    public ServerAddress {
        if (host == null || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + host + "' is not a host name or address");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " of " + host + " is not 1 to 65535");
        }
    }

    /** Reads a list; empty elements are skipped (the seed's own sample ends in a comma), order and duplicates are kept. */
    public static List<ServerAddress> parseList(String list) {
        var servers = new ArrayList<ServerAddress>();
        for (String element : list.split(",", -1)) {
            if (!element.isBlank()) {
                servers.add(parse(element.strip()));
            }
        }
        return List.copyOf(servers);
    }

    /** Reads {@code HOST} or {@code HOST:PORT}. */
    public static ServerAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        if (colon <= address.lastIndexOf(']')) {
            return new ServerAddress(address, 0);
        }
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            if (port == 0) {
                throw new NumberFormatException("0");
            }
            return new ServerAddress(address.substring(0, colon), port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + address + "' has no port of 1 to 65535 after its colon", e);
        }
    }

    @Override
    public String toString() {
        return port == 0 ? host : host + ":" + port;
    }
}
