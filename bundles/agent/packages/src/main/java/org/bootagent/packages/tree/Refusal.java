package org.bootagent.packages.tree;

import java.io.EOFException;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;
import org.tukaani.xz.MemoryLimitException;

/** Builds the errors for refused packages. */
public final class Refusal {
    /** Replacement that readers use for bytes that are not UTF-8: a file of such a name would be renamed. */
    static final char NO_UTF_8 = '\uFFFD';

    private static final int SHOWN = 200;

    private Refusal() {}

    /** Names an entry as it would be in the release: archives spell {@code a/b} also {@code ./a//b}. */
    public static JobFault badEntry(String name, String reason) {
        String plain = name.replaceAll("/(?:\\.?/)+", "/").replaceFirst("^\\./(?=.)", "");
        return bad("entry '" + shown(plain) + "' " + reason);
    }

    public static JobFault bad(String reason) {
        return new JobFault(ErrorCode.BAD_PACKAGE, "bad package: " + reason);
    }

    public static JobFault tooLarge(String reason) {
        return new JobFault(ErrorCode.PACKAGE_TOO_LARGE, "package too large: " + reason);
    }

    /** Turns a parser's exception into a damaged package; an already decided failure stays. */
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

    /** Returns the reason. Some parsers have no message for a premature end. */
    private static String reason(Exception e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof EOFException ? "it ends too early" : e.getClass().getSimpleName();
    }

    /** Returns a package's name fit for the log: without line breaks and escape sequences, and of limited length. */
    public static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
    }
}
