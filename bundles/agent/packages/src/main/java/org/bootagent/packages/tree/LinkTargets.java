package org.bootagent.packages.tree;

import org.bootagent.packages.files.JobFault;

/** What an archive's symbolic links are relative to. */
public enum LinkTargets {
    /** Of an archive that is unpacked anywhere: to the link, so that an absolute one leads out. */
    RELATIVE,
    /** The same, but an absolute one leads to a file of the host, which is wanted. */
    HOST,
    /** Of a distribution's package, which expects to be unpacked at {@code /}: an absolute one is taken from the release's root. */
    REROOTED;

    private static final int MAX_LENGTH = 4095;

    public String target(EntryPath link, String target) throws JobFault {
        if (target.isEmpty() || target.length() > MAX_LENGTH || target.indexOf('\0') >= 0) {
            throw Refusal.badEntry(link.toString(), "is a link with an impossible target");
        }
        if (target.indexOf(Refusal.NO_UTF_8) >= 0) {
            throw Refusal.badEntry(link.toString(), "is a link to a name that is not UTF-8");
        }
        if (!target.startsWith("/") || this == HOST) {
            return target;
        }
        if (this == RELATIVE) {
            throw Refusal.badEntry(
                    link.toString(),
                    "is a link to the absolute path " + Refusal.shown(target) + Refusal.HOW_TO_ALLOW_LINKS);
        }
        String fromRoot = target.replaceFirst("^/+", "");
        String up = "../".repeat(Math.max(0, link.names().size() - 1));
        return (up + fromRoot).isEmpty() ? "." : up + fromRoot;
    }
}
