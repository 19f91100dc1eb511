package org.bootagent.booter.http;

import java.util.HashMap;
import java.util.Map;

/** A limited resource, in all and for each address. */
public final class Quota {
    private final long total;
    private final long perAddress;
    private final Map<String, Long> held = new HashMap<>();
    private long sum;

    public Quota(long total, long perAddress) {
        this.total = total;
        this.perAddress = perAddress;
    }

    /** Returns a quota of which one address gets a quarter at most. */
    public static Quota quarters(int total) {
        return new Quota(total, Math.max(1, total / 4));
    }

    /** @return whether enough was left; acquired amounts must be released */
    public synchronized boolean acquire(String address, long amount) {
        long own = held.getOrDefault(address, 0L) + amount;
        if (own > perAddress || sum + amount > total) {
            return false;
        }
        held.put(address, own);
        sum += amount;
        return true;
    }

    public synchronized void release(String address, long amount) {
        sum -= amount;
        held.computeIfPresent(address, (key, own) -> own > amount ? own - amount : null);
    }

    /** Returns the sum of what is held. */
    public synchronized long used() {
        return sum;
    }
}
