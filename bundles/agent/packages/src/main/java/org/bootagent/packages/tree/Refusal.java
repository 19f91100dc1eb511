package org.bootagent.packages.tree;

import java.io.EOFException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;
import org.tukaani.xz.MemoryLimitException;

/** The ways to say no to a package. */
public final class Refusal {
    static final String HOW_TO_ALLOW_LINKS =
            "; pack it with a relative one, or allow links to the host's files with links: host (booterctl --links host)";

    /** Replacement that readers put for bytes that are not UTF-8: a file written under such a name would be renamed. */
    static final char NO_UTF_8 = '\uFFFD';

    private static final int SHOWN = 200;

    private Refusal() {}

    public static JobFault badEntry(String name, String reason) {
        return bad("entry '" + shown(name) + "' " + reason);
    }

    public static JobFault bad(String reason) {
        return new JobFault(ErrorCode.BAD_PACKAGE, "bad package: " + reason);
    }

    public static JobFault tooLarge(String reason) {
        return new JobFault(ErrorCode.PACKAGE_TOO_LARGE, "package too large: " + reason);
    }

    /** What a parser says to bytes that are not what they should be; a failure that is decided already stays what it is. */
    public static JobFault damaged(String what, Exception e) {
        if (e instanceof JobFault fault) {
            return fault;
        }
        if (e instanceof MemoryLimitException m) {
            return tooLarge("to decompress it takes " + m.getMemoryNeeded() / 1024 + " MiB of memory, this host gives "
                    + m.getMemoryLimit() / 1024
                    + " (packages/maxDecoderMiB); compress it with a smaller"
                    + " dictionary, such as xz -6");
        }
        return bad("'" + shown(what) + "' is damaged or cut short: " + shown(reason(e)));
    }

    /** Some parsers have no words for an end that comes too early. */
    private static String reason(Exception e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof EOFException ? "it ends too early" : e.getClass().getSimpleName();
    }

    /** A name out of a package on its way into a log: no line breaks, no escape sequences, no end in sight. */
    public static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
    }
}
