package org.bootagent.transport.grpc.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.util.Locale;

/** Formats addresses of interfaces as servers expect them: with the prefix length, IPv6 in its short form. */
final class Addresses {
    private static final int GROUPS = 8;

    private Addresses() {}

    static String text(InterfaceAddress address) {
        return text(address.getAddress()) + "/" + address.getNetworkPrefixLength();
    }

    /** Formats an address without the interface, which is named beside it. */
    static String text(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        int[] groups = groups(address.getAddress());
        int from = 0;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > longest) {
                from = i;
                longest = zeros;
            }
        }
        return longest == 1
                ? text(groups, 0, GROUPS)
                : text(groups, 0, from) + "::" + text(groups, from + longest, GROUPS);
    }

    private static int[] groups(byte[] bytes) {
        var groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        return groups;
    }

    private static int zeros(int[] groups, int from) {
        int to = from;
        while (to < GROUPS && groups[to] == 0) {
            to++;
        }
        return to - from;
    }

    private static String text(int[] groups, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":")
                    .append(Integer.toHexString(groups[i]).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
