package org.bootagent.process.supervisor.host;

import java.util.List;
import java.util.Map;

/** A user to run as, with all its groups. */
public record RunAs(String user, String uid, String gid, String home, String shell) {
    private static final int PASSWD_FIELDS = 7;

    /** Parses a line of passwd(5); null if it has no user. */
    public static RunAs parse(String line) {
        var entry = line.split(":", -1);
        if (entry.length != PASSWD_FIELDS) {
            return null;
        }
        return new RunAs(entry[0], entry[2], entry[3], orElse(entry[5], "/"), orElse(entry[6], "/bin/sh"));
    }

    private static String orElse(String value, String other) {
        return value.isEmpty() ? other : value;
    }

    public List<String> options() {
        return List.of("--reuid", uid, "--regid", gid, "--init-groups");
    }

    public Map<String, String> environment() {
        return Map.of("HOME", home, "USER", user, "LOGNAME", user, "SHELL", shell);
    }
}
