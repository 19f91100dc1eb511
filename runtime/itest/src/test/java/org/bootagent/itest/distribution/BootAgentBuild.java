package org.bootagent.itest.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;

/** Another version of BootAgent: a copy of the built distribution, renamed, and broken on request. */
final class BootAgentBuild {
    private final Path scratch = BuildOutput.scratch("build");
    private final Path root;
    private final String version;

    private BootAgentBuild(String version) {
        this.version = version;
        this.root = scratch.resolve("bootagent-" + version);
        run("cp", "-a", BuildOutput.agent().toString(), root.toString());
        edit("lib/distribution.properties", text -> text.replaceAll("(?m)^version=.*$", "version=" + version));
    }

    static BootAgentBuild of(String version) {
        return new BootAgentBuild(version);
    }

    String version() {
        return version;
    }

    /** Passes its own check, and then ends. */
    BootAgentBuild crashing() {
        return beforeRun("echo 'this build has no heart' >&2; exit 9");
    }

    /** Passes its own check, and then hangs. */
    BootAgentBuild hanging() {
        return beforeRun("exec sleep 600");
    }

    /** Runs but reaches no server: its transport is in a start level that is never reached. */
    BootAgentBuild mute() {
        edit("bundles/start.list", text -> text.replaceAll("(?m)^[0-9]+( .*transport[.]http.*)$", "99$1"));
        return this;
    }

    BootAgentBuild withoutABundle() {
        try (var jars = Files.newDirectoryStream(root.resolve("bundles"), "org.bootagent.dispatcher*")) {
            for (Path jar : jars) {
                Files.delete(jar);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails its own check. */
    BootAgentBuild misconfigured() {
        edit("lib/distribution.properties", text -> text.replaceAll("(?m)^servers=.*$", "servers=no server:x"));
        return this;
    }

    /** Returns it as a package. */
    Path archive() {
        Path file = scratch.resolve("bootagent-" + version + ".tar.gz");
        run(
                "tar",
                "-C",
                scratch.toString(),
                "-czf",
                file.toString(),
                root.getFileName().toString());
        return file;
    }

    private BootAgentBuild beforeRun(String command) {
        edit(
                "bin/bootagent",
                text -> text.replaceFirst(
                        "\nset -eu\n", "\nset -eu\ncase \" \\$* \" in *\" --unguarded \"*) " + command + " ;; esac\n"));
        return this;
    }

    private interface Edit {
        String of(String text);
    }

    private void edit(String path, Edit edit) {
        try {
            Path file = root.resolve(path);
            String before = Files.readString(file);
            String after = edit.of(before);
            if (after.equals(before)) {
                throw new AssertionError(path + " is as it was");
            }
            // Not in place: a copy may share its content with the original.
            Files.delete(file);
            Files.writeString(file, after);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        Command.run(List.of(command)).requireSuccess();
    }
}
