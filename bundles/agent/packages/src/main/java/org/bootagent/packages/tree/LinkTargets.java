package org.bootagent.packages.tree;

import org.bootagent.packages.files.JobFault;

/** Meaning of an archive's symbolic links. */
public enum LinkTargets {
    /** Relative to the link, for an archive that may be unpacked anywhere; an absolute link leads outside. */
    RELATIVE,
    /** Relative to the link; an absolute link leads to a file of the host, which is allowed. */
    HOST,
    /** For a distribution's package, which expects to be unpacked at {@code /}: an absolute link is relative to the release's root. */
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
                    "is a link to the absolute path " + Refusal.shown(target)
                            + "; for a file of the package, pack it with a relative one; for a file of the host, allow it"
                            + " with links: host (booterctl --links host)");
        }
        String fromRoot = target.replaceFirst("^/+", "");
        String up = "../".repeat(Math.max(0, link.names().size() - 1));
        return (up + fromRoot).isEmpty() ? "." : up + fromRoot;
    }

    /** Returns what to do about a relative link that leads out of the package. Nothing allows one. */
    String adviceForClimbing() {
        String inside = "; pack it with one that stays inside";
        return switch (this) {
            case RELATIVE ->
                inside + ", or, for a file of the host, with an absolute one and links: host (booterctl --links host)";
            case HOST -> inside + ", or with an absolute one: links: host is for these";
            case REROOTED ->
                inside
                        + ", such as an absolute one: in a distribution's package it leads to the package's own files, and"
                        + " never to the host's, whatever links says";
        };
    }
}
