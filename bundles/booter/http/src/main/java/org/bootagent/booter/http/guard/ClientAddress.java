package org.bootagent.booter.http.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** IP addresses as text. Never looks up a name. */
public final class ClientAddress {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[?([0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(?:%[\\w.-]+)?]?");
    /** Bytes of an IPv6 address that identify a site. */
    private static final int SITE_BYTES = 8;

    private ClientAddress() {}

    /** Parses an address, such as {@code 127.0.0.1} or {@code [::1]}; null if it is none. */
    public static InetAddress address(String text) {
        var six = IPV6.matcher(text);
        String literal = six.matches() ? six.group(1) : IPV4.matcher(text).matches() ? text : null;
        try {
            return literal == null ? null : InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Returns the key of a quota: an IPv4 address, or the 64-bit network of an IPv6 address. */
    public static String quotaKey(String remote) {
        if (!(address(remote) instanceof Inet6Address six)) {
            return remote;
        }
        var site = new StringBuilder();
        for (int i = 0; i < SITE_BYTES; i++) {
            site.append(Integer.toHexString(six.getAddress()[i] & 0xff)).append(':');
        }
        return site.toString();
    }
}
