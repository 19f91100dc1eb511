package org.bootagent.testing.crash;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A call of a thread, as traced by strace.
 *
 * @param thread the thread's name, as the kernel knows it: at most 15 characters
 * @param arguments as they are in the trace, between the parentheses
 * @param result of the call; negative: it failed; {@link #NEVER} if the thread was killed in it
 * @param injected whether strace made the result up: then the kernel has done nothing
 */
public record SystemCall(long tid, String thread, String name, String arguments, long result, boolean injected) {
    public static final long NEVER = Long.MIN_VALUE;

    private static final Pattern TEXT = Pattern.compile("\"((?:\\\\x[0-9a-f]{2})*)\"(\\.\\.\\.)?");
    private static final Pattern DESCRIPTOR = Pattern.compile("(-?\\w+)<((?:\\\\x[0-9a-f]{2})*)>");
    private static final Pattern NUMBERED = Pattern.compile("(\\d+)<");
    private static final Pattern PLACE = Pattern.compile(DESCRIPTOR.pattern() + "|" + TEXT.pattern());

    public boolean succeeded() {
        return result >= 0;
    }

    public boolean has(String flag) {
        return Pattern.compile("\\b" + flag + "\\b").matcher(arguments).find();
    }

    /** Returns the number of its descriptor, or -1. */
    public int descriptor() {
        var matcher = NUMBERED.matcher(arguments);
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** Returns its files, in order: absolute paths, with relative ones resolved against their directory. */
    public List<String> paths() {
        if (name.contains("write")) {
            return descriptors();
        }
        var paths = new ArrayList<String>();
        String directory = null;
        for (MatchResult place : PLACE.matcher(arguments).results().toList()) {
            if (place.group(2) == null) {
                String path = decoded(place.group(3));
                paths.add(path.startsWith("/") || directory == null ? path : directory + "/" + path);
                directory = null;
            } else {
                if (directory != null) {
                    paths.add(directory);
                }
                directory = decoded(place.group(2));
            }
        }
        if (directory != null) {
            paths.add(directory);
        }
        return paths;
    }

    /** Returns the texts among its arguments: paths as they were given. */
    List<String> texts() {
        return TEXT.matcher(arguments)
                .results()
                .map(text -> decoded(text.group(1)))
                .toList();
    }

    /** Returns the paths of descriptors among its arguments. */
    List<String> descriptors() {
        return DESCRIPTOR
                .matcher(arguments)
                .results()
                .map(found -> decoded(found.group(2)))
                .toList();
    }

    /** Returns the bytes that were written. */
    public byte[] content() {
        var content = new ByteArrayOutputStream();
        for (MatchResult text : TEXT.matcher(arguments).results().toList()) {
            if (text.group(2) != null) {
                throw new IllegalStateException("strace cut off what was written; raise its -s: " + name);
            }
            content.writeBytes(bytes(text.group(1)));
        }
        var all = content.toByteArray();
        return result >= 0 && result < all.length ? Arrays.copyOf(all, (int) result) : all;
    }

    /** Returns the last number among its arguments: an offset, a length, a mode. */
    public long lastNumber() {
        String last = arguments.substring(arguments.lastIndexOf(',') + 1).strip();
        return last.matches("0[0-7]+") ? Long.parseLong(last, 8) : Long.parseLong(last);
    }

    static String decoded(String hex) {
        return new String(bytes(hex), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String hex) {
        var bytes = new byte[hex.length() / 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex, 4 * i + 2, 4 * i + 4, 16);
        }
        return bytes;
    }
}
