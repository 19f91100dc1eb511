package org.bootagent.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A program packaged by the usual tools. Its one file is a shell script. */
public final class SamplePackage {
    private final Path directory = BuildOutput.scratch("package");
    private final String name;
    private final String version;
    private final String script;

    private SamplePackage(String name, String version, String script) {
        this.name = name;
        this.version = version;
        this.script = script;
    }

    /** A program that runs until it is stopped. */
    public static SamplePackage daemon(String name, String version) {
        return new SamplePackage(
                name, version, "#!/bin/sh\necho \"" + name + " " + version + " runs\"\nexec /bin/sleep 86400\n");
    }

    /** A program that ends at once with an error. */
    public static SamplePackage broken(String name, String version) {
        return new SamplePackage(
                name, version, "#!/bin/sh\necho \"" + name + " " + version + " cannot find its heart\" >&2\nexit 7\n");
    }

    public Path of(Format format) {
        try {
            return switch (format) {
                case DEB -> deb();
                case RPM -> rpm();
                case TAR_GZ -> tarGz();
                case ZIP -> zip();
                case EXECUTABLE -> program(directory.resolve(name + "-" + version));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Package formats that BootAgent reads. */
    public enum Format {
        DEB,
        RPM,
        TAR_GZ,
        ZIP,
        EXECUTABLE
    }

    private Path deb() throws IOException {
        Path root = directory.resolve("deb");
        program(root.resolve("usr/bin").resolve(name));
        Path control = Files.createDirectories(root.resolve("DEBIAN")).resolve("control");
        Files.writeString(control, """
                Package: %s
                Version: %s
                Architecture: all
                Maintainer: test <test@example.org>
                Description: test
                """.formatted(name, version));
        Path file = directory.resolve(name + "_" + version + "_all.deb");
        run("dpkg-deb", "--root-owner-group", "-b", root.toString(), file.toString());
        return file;
    }

    private Path rpm() throws IOException {
        Path program = program(directory.resolve("rpm").resolve(name));
        Path spec = directory.resolve("rpm.spec");
        Files.writeString(spec, """
                Name: %1$s
                Version: %2$s
                Release: 1
                Summary: test
                License: none
                BuildArch: noarch
                %%description
                test
                %%install
                install -D -m 755 %3$s %%{buildroot}/usr/bin/%1$s
                %%files
                /usr/bin/%1$s
                """.formatted(name, version, program));
        run(
                "rpmbuild",
                "-bb",
                "--quiet",
                "--define",
                "_topdir " + directory.resolve("rpmbuild"),
                "--define",
                "_rpmdir " + directory,
                "--define",
                "_build_name_fmt %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm",
                "--dbpath",
                directory.resolve("rpmdb").toString(),
                spec.toString());
        return directory.resolve(name + "-" + version + "-1.noarch.rpm");
    }

    private Path tarGz() throws IOException {
        program(directory
                .resolve("tar")
                .resolve(name + "-" + version)
                .resolve("bin")
                .resolve(name));
        Path file = directory.resolve(name + "-" + version + ".tar.gz");
        run("tar", "-C", directory.resolve("tar").toString(), "-czf", file.toString(), name + "-" + version);
        return file;
    }

    private Path zip() throws IOException {
        Path program = program(directory.resolve("zip/bin").resolve(name));
        Path file = directory.resolve(name + "-" + version + ".zip");
        try (var zip = FileSystems.newFileSystem(file, Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            Path bin = Files.createDirectories(zip.getPath("bin"));
            Files.copy(program, bin.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return file;
    }

    private Path program(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void run(String... command) {
        Command.run(List.of(command)).requireSuccess();
    }

    /** Returns the checksum as in a job's parameters. */
    public static String checksum(Path file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return "SHA256:" + HexFormat.of().formatHex(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
