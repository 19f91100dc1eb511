package org.bootagent.process.supervisor.script;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.bootagent.api.process.Script;
import org.bootagent.process.supervisor.host.RunAs;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/** Directory of one run of a script: its text, the pipe it writes to, and the record of its process, for a host agent that comes after us. */
record ScriptDirectory(Path path) {
    private static final String OWNER_ONLY = "rwx------";

    static ScriptDirectory of(Path home, String id) {
        String name =
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
        return new ScriptDirectory(home.resolve("scripts").resolve(name));
    }

    /** Returns the variable that marks all processes that the script starts. */
    String mark() {
        return "BOOTAGENT_SCRIPT=" + path.getFileName();
    }

    Path text() {
        return path.resolve("script");
    }

    Path pipe() {
        return path.resolve("output");
    }

    /** See {@link ProcessRecord}. */
    Path record() {
        return path.resolve("process");
    }

    /** @param user that the script runs as, or null: the host agent's own */
    void create(Script script, RunAs user, String mkfifo) throws IOException {
        delete();
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        if (script.text() != null) {
            Files.createFile(text(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
            Files.writeString(text(), script.text());
        }
        make(mkfifo);
        if (user != null) {
            give(user);
        }
    }

    private void make(String mkfifo) throws IOException {
        int code = new ProcessBuilder(mkfifo, "-m", "600", pipe().toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue();
        if (code != 0) {
            throw new IOException(mkfifo + " cannot make " + pipe() + " (exit code " + code + ")");
        }
    }

    private void give(RunAs user) throws IOException {
        for (Path file : new Path[] {text(), pipe()}) {
            if (Files.exists(file)) {
                Files.setAttribute(file, "unix:uid", Integer.parseUnsignedInt(user.uid()));
                Files.setAttribute(file, "unix:gid", Integer.parseUnsignedInt(user.gid()));
            }
        }
        // It can be passed, and not listed.
        for (Path way = path; way.startsWith(path.getParent().getParent()); way = way.getParent()) {
            var permissions = Files.getPosixFilePermissions(way);
            if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
                Files.setPosixFilePermissions(way, permissions);
            }
        }
    }

    void delete() throws IOException {
        if (Files.isDirectory(path)) {
            try (var files = Files.newDirectoryStream(path)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
