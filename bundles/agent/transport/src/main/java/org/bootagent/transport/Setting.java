package org.bootagent.transport;

import java.time.Duration;

/** Number in a transport's configuration, named as the operator writes it: {@code transport.grpc/stepSeconds}. */
public final class Setting {
    private static final int DAY_SECONDS = 86_400;
    private static final int LEAST_KIB = 64;
    private static final int MOST_KIB = 1 << 20;

    private Setting() {}

    /** @throws IllegalArgumentException unless it is at least so many seconds, and at most a day's */
    public static Duration seconds(String name, int value, int least) {
        return Duration.ofSeconds(within(name, value, least, DAY_SECONDS));
    }

    /** @return bytes @throws IllegalArgumentException unless it is 64 KiB to 1 GiB */
    public static int kib(String name, int value) {
        return within(name, value, LEAST_KIB, MOST_KIB) * 1024;
    }

    private static int within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + most);
        }
        return value;
    }
}
