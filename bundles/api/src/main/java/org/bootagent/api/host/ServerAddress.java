package org.bootagent.api.host;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Server of a {@code HOST[:PORT],HOST[:PORT]} list. IPv6 addresses stand in brackets.
 *
 * @param host name or address
 * @param port 1 to 65535, or 0: the scheme's default (80, 443 with TLS)
 */
public record ServerAddress(String host, int port) {
    private static final Pattern HOST = Pattern.compile("\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");
    /** Matches names that end in a number: they must be addresses, since resolvers disagree on such names. */
    private static final Pattern NUMBER_LAST = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9A-Fa-f]*)\\.?");

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    public ServerAddress {
        if (host == null || !isHost(host)) {
            throw new IllegalArgumentException("'" + shown(host) + "' is not a host name or address");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " of " + shown(host) + " is not 1 to 65535");
        }
    }

    /** Returns whether a text is a host's name or address. */
    public static boolean isHost(String text) {
        boolean number = NUMBER_LAST.matcher(text).matches();
        return number
                ? IPV4.matcher(text).matches()
                : HOST.matcher(text).matches() && !text.contains(".-") && !text.contains("..");
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
            throw new IllegalArgumentException("'" + shown(address) + "' has no port of 1 to 65535 after its colon");
        }
    }

    private static String shown(String address) {
        return address == null ? "" : Redaction.refused(address);
    }

    @Override
    public String toString() {
        return port == 0 ? host : host + ":" + port;
    }
}
