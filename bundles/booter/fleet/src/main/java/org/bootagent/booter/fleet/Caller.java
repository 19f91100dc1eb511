package org.bootagent.booter.fleet;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * On whose behalf something is asked of the fleet: every command names its caller.
 *
 * @param kind what it is
 * @param name unique among its kind; empty where there is only one
 */
public record Caller(Kind kind, String name) {
    /** What a caller is. */
    public enum Kind {
        /** A person or a program that manages hosts. */
        OPERATOR,
        /** A host, which speaks for itself only. */
        HOST,
        /** Booter itself, such as when a time is over. */
        BOOTER
    }

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{0,100}");

    /** The operator of a Booter that has no accounts: whoever reaches its interfaces. */
    public static final Caller LOCAL = new Caller(Kind.OPERATOR, "local");

    /** A host that has not said yet which one it is. */
    public static final Caller UNKNOWN_HOST = new Caller(Kind.HOST, "");

    public static final Caller BOOTER = new Caller(Kind.BOOTER, "");

    /** Most characters of an {@link #id}. */
    public static final int MAX_ID = 128;

    public Caller {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a caller's name must be at most 100 printable characters without a space");
        }
    }

    /** The host with this serial number. */
    public static Caller host(String agentsn) {
        return new Caller(Kind.HOST, agentsn);
    }

    /** A text that tells this caller from all others: {@code local}, {@code host:SN}, {@code booter}. */
    public String id() {
        return switch (kind) {
            case OPERATOR -> name;
            case HOST -> "host:" + name;
            case BOOTER -> "booter";
        };
    }
}
