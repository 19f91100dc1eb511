package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/** The user an agent runs as, with all its groups. */
record RunAs(String user, String uid, String gid, String home) {
    private static final int PASSWD_FIELDS = 7;

    /** Asks the host's own user database, whatever it is. */
    static RunAs lookUp(String user, SystemCommands commands) throws JobException {
        if (commands.getent().isEmpty() || commands.setpriv().isEmpty()) {
            throw new JobException(
                    ErrorCode.HOST,
                    "Cannot run as user " + user + ": getent and setpriv (util-linux) are needed; install them");
        }
        if (!Self.isRoot()) {
            throw new JobException(
                    ErrorCode.NO_PERMISSION, "Cannot run as user " + user + ": only root can; run BootAgent as root");
        }
        var entry = passwd(user, commands.getent().get()).split(":", -1);
        if (entry.length != PASSWD_FIELDS) {
            throw new JobException(ErrorCode.DOES_NOT_START, "No user " + user + " on this host; create it first");
        }
        return new RunAs(entry[0], entry[2], entry[3], entry[5]);
    }

    List<String> options() {
        return List.of("--reuid", uid, "--regid", gid, "--init-groups");
    }

    Map<String, String> environment() {
        return Map.of("HOME", home, "USER", user, "LOGNAME", user);
    }

    private static String passwd(String user, String getent) throws JobException {
        try {
            var process = new ProcessBuilder(getent, "passwd", user)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new JobException(ErrorCode.HOST, "Cannot look up user " + user + ": " + e.getMessage(), e);
        }
    }
}
