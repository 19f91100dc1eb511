package org.bootagent.booter.fleet;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Party on whose behalf the fleet is used: every command names its caller.
 *
 * @param kind of caller
 * @param name unique among its kind; empty where there is only one
 */
public record Caller(Kind kind, String name) {
    /** Kind of caller. */
    public enum Kind {
        /** A person or a program that manages hosts. */
        OPERATOR,
        /** A host, which speaks for itself only. */
        HOST,
        /** Booter itself, for example after a timeout. */
        BOOTER
    }

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{0,100}");

    /** Operator of a Booter without accounts: anyone who reaches its interfaces. */
    public static final Caller LOCAL = new Caller(Kind.OPERATOR, "local");

    /** A host that has not identified itself yet. */
    public static final Caller UNKNOWN_HOST = new Caller(Kind.HOST, "");

    public static final Caller BOOTER = new Caller(Kind.BOOTER, "");

    /** Longest {@link #id}. */
    public static final int MAX_ID = 128;

    public Caller {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a caller's name must be at most 100 printable characters without a space");
        }
    }

    /** Returns the host with this serial number. */
    public static Caller host(String agentsn) {
        return new Caller(Kind.HOST, agentsn);
    }

    /** Returns a text that identifies this caller: {@code local}, {@code host:SN}, {@code booter}. */
    public String id() {
        return switch (kind) {
            case OPERATOR -> name;
            case HOST -> "host:" + name;
            case BOOTER -> "booter";
        };
    }
}
