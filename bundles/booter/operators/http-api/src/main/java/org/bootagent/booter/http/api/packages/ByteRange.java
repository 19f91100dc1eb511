package org.bootagent.booter.http.api.packages;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;

/** The part of a file that a Range header asks for; both ends are included. */
record ByteRange(long first, long last) {
    /** Matches a single range; one with more digits than any file needs is none. */
    private static final Pattern SINGLE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    long length() {
        return last - first + 1;
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }

    /**
     * Reads the header. Several ranges, other units and nonsense are ignored, as RFC 9110 allows: the whole file is sent then.
     *
     * @param header null if there is none
     * @throws ProblemException 416 if nothing of the range is in the file
     */
    static Optional<ByteRange> parse(String header, long size) throws ProblemException {
        var matcher = SINGLE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            return Optional.of(suffix(Long.parseLong(matcher.group(2)), size));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        if (last < first) {
            return Optional.empty();
        }
        return Optional.of(inside(first, Math.min(last, size - 1), size));
    }

    private static ByteRange suffix(long length, long size) throws ProblemException {
        if (length == 0) {
            throw outside(size);
        }
        return inside(Math.max(0, size - length), size - 1, size);
    }

    private static ByteRange inside(long first, long last, long size) throws ProblemException {
        if (first >= size) {
            throw outside(size);
        }
        return new ByteRange(first, last);
    }

    private static ProblemException outside(long size) {
        return Problem.of(
                416,
                "the range is outside of the file, which has " + size + " bytes",
                Map.of("Content-Range", "bytes */" + size));
    }
}
