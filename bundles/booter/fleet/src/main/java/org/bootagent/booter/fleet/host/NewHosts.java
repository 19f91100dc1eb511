package org.bootagent.booter.fleet.host;

import static org.bootagent.booter.fleet.FleetException.Kind.LIMIT;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bootagent.booter.fleet.FleetException;

/** Bounds how many hosts that nobody knew may come: in an hour from one address, and in all. Thread-safe. */
public final class NewHosts {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final int fromAddress;
    private final int all;
    private final Map<String, Window> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private static final class Window {
        private Instant began;
        private int count;
    }

    /**
     * Bounds of new hosts.
     *
     * @param fromAddress in an hour; 0: as many as come
     * @param all that Booter knows at most
     */
    public NewHosts(int fromAddress, int all) {
        this.fromAddress = fromAddress;
        this.all = all;
    }

    /** Returns the network of an IPv6 address, its first four of eight parts, because each machine has very many addresses; an IPv4 address as it is. */
    private static String network(String address) {
        String plain = address.startsWith("[") ? address.substring(1) : address;
        int end = -1;
        for (int part = 0; part < 4; part++) {
            end = plain.indexOf(':', end + 1);
            if (end < 0) {
                return plain;
            }
        }
        return plain.substring(0, end);
    }

    /** Counts a host that is about to be taken in. @throws FleetException LIMIT */
    public void require(String address, long known, Instant now) {
        String refusal = refusal(address, known, now);
        if (refusal != null) {
            throw new FleetException(LIMIT, refusal);
        }
    }

    /**
     * Counts a host that is about to be taken in.
     *
     * @param address it comes from; null: only the number of all counts
     * @param known hosts there are
     * @return why it cannot be, or null
     */
    public synchronized String refusal(String address, long known, Instant now) {
        if (known >= all) {
            return "no new host is taken in: Booter knows " + known + " and takes " + all
                    + "; remove hosts that are gone, or raise booter.fleet/hosts";
        }
        if (address == null || fromAddress == 0) {
            return null;
        }
        Window window = addresses.computeIfAbsent(network(address), absent -> new Window());
        if (window.began == null || !now.isBefore(window.began.plus(WINDOW)) || now.isBefore(window.began)) {
            window.began = now;
            window.count = 0;
        }
        if (window.count >= fromAddress) {
            return fromAddress + " new hosts have come from " + address
                    + " within an hour, and no more are taken in; register again later, or raise booter.fleet/newHosts";
        }
        window.count++;
        return null;
    }
}
