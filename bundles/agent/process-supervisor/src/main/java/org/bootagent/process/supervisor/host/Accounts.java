package org.bootagent.process.supervisor.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;

/** Looks up users in this host's user database. */
public final class Accounts {
    private static final Path PASSWD = Path.of("/etc/passwd");

    private final SystemCommands commands;
    private RunAs own;

    public Accounts(SystemCommands commands) {
        this.commands = commands;
    }

    /** Returns the user that an agent runs as; null: the host agent's own. */
    public RunAs of(AgentSpec spec) throws JobException {
        return spec.options().user() == null ? null : lookUp(spec.options().user());
    }

    private RunAs lookUp(String user) throws JobException {
        if (commands.getent().isEmpty() || commands.setpriv().isEmpty()) {
            throw new JobException(
                    ErrorCode.HOST,
                    "Cannot run as user " + user + ": getent and setpriv (util-linux) are needed; install them");
        }
        if (!CurrentUser.isRoot()) {
            throw new JobException(
                    ErrorCode.NO_PERMISSION, "Cannot run as user " + user + ": only root can; run BootAgent as root");
        }
        try {
            var found = RunAs.parse(getent(commands.getent().get(), user));
            if (found == null) {
                throw new JobException(ErrorCode.DOES_NOT_START, "No user " + user + " on this host; create it first");
            }
            return found;
        } catch (IOException e) {
            throw new JobException(ErrorCode.HOST, "Cannot look up user " + user + ": " + e.getMessage(), e);
        }
    }

    /** Returns the user of this process. One that no database knows has only a number. */
    public synchronized RunAs own() {
        if (own == null) {
            String uid = CurrentUser.uid();
            own = known(uid).orElse(new RunAs(uid, uid, uid, "/", "/bin/sh"));
        }
        return own;
    }

    private Optional<RunAs> known(String uid) {
        try {
            return commands.getent().isPresent()
                    ? Optional.ofNullable(RunAs.parse(getent(commands.getent().get(), uid)))
                    : inPasswd(uid);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<RunAs> inPasswd(String uid) throws IOException {
        return Files.readString(PASSWD, StandardCharsets.ISO_8859_1)
                .lines()
                .map(RunAs::parse)
                .filter(user -> user != null && user.uid().equals(uid))
                .findFirst();
    }

    private static String getent(String getent, String user) throws IOException {
        var process = new ProcessBuilder(getent, "passwd", user)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
