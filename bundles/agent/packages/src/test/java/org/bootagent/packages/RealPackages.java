package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Packages made by the distributions' own tools; a missing tool fails the test (contrib/test.sh installs them). */
final class RealPackages {
    /** A name that is not ASCII, if Java can write one: with LC_ALL=C it cannot. */
    static final String FOREIGN_NAME = System.getProperty("sun.jnu.encoding").equals("UTF-8")
            ? "F\u0151tan\u00fas\u00edtv\u00e1ny"
            : "Fotanusitvany";

    private final Path work;

    RealPackages(Path work) {
        this.work = work;
    }

    /** Creates a tree as of a packager: a program, a plain file, a link, a name that is not ASCII. */
    static void populate(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("usr/bin"));
        Files.writeString(bin.resolve("hello"), "#!/bin/sh\nexec sleep 600\n");
        Files.setPosixFilePermissions(bin.resolve("hello"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path share = Files.createDirectories(root.resolve("usr/share/hello"));
        Files.writeString(share.resolve("text"), "many words ".repeat(5000));
        Files.writeString(share.resolve(FOREIGN_NAME), "x");
        Files.createLink(share.resolve("text-again"), share.resolve("text"));
        Files.createSymbolicLink(share.resolve("relative"), Path.of("../../bin/hello"));
        Files.createSymbolicLink(share.resolve("absolute"), Path.of("/usr/bin/hello"));
    }

    Path deb(String name, String version, String architecture, String compression) throws Exception {
        Path root = Files.createDirectories(work.resolve(name + "-deb"));
        populate(root);
        Path debian = Files.createDirectories(root.resolve("DEBIAN"));
        Files.writeString(debian.resolve("control"), """
                Package: hello
                Version: %s
                Architecture: %s
                Maintainer: Nobody <nobody@example.org>
                Description: says nothing
                 and that on two lines
                """.formatted(version, architecture));
        Path script = Files.writeString(debian.resolve("postinst"), "#!/bin/sh\ntouch " + work + "/script-was-run\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = work.resolve(name + ".deb");
        run("dpkg-deb", "--root-owner-group", "-Z" + compression, "--build", root.toString(), file.toString());
        return file;
    }

    /** @param payload as rpmbuild's macro {@code _binary_payload} takes it, such as {@code w6.xzdio} */
    Path rpm(String name, String architecture, String payload) throws Exception {
        Path top = Files.createDirectories(work.resolve(name + "-rpm"));
        Path root = Files.createDirectories(top.resolve("root"));
        populate(root);
        Path spec = Files.writeString(top.resolve("hello.spec"), """
                Name: hello
                Version: 0.1.0
                Release: 3
                Summary: says nothing
                License: none
                AutoReqProv: no
                %%description
                Nothing.
                %%install
                mkdir -p %%{buildroot}
                cp -a %1$s/. %%{buildroot}/
                %%post
                touch %2$s/script-was-run
                %%files
                /usr/bin/hello
                /usr/share/hello
                """.formatted(root, work));
        run(
                "rpmbuild",
                "-bb",
                "--quiet",
                "--target",
                architecture + "-linux",
                "--define",
                "_topdir " + top,
                "--define",
                "_dbpath " + top.resolve("db"),
                "--define",
                "_binary_payload " + payload,
                "--define",
                "_build_id_links none",
                "--define",
                "__brp_strip %{nil}",
                "--define",
                "debug_package %{nil}",
                "--define",
                "_rpmfilename " + name + ".rpm",
                spec.toString());
        return top.resolve("RPMS").resolve(name + ".rpm");
    }

    /**
     * Makes a tar of one top directory, with tar.
     *
     * @param option of tar for a compression
     */
    Path tar(String name, String option) throws Exception {
        Path root = work.resolve(name + "-tar/hello-1.0");
        populate(root);
        Files.delete(root.resolve("usr/share/hello/absolute"));
        Path file = work.resolve(name);
        run("tar", option, "-cf", file.toString(), "-C", root.getParent().toString(), "hello-1.0");
        return file;
    }

    static void run(String... command) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(command));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", words, output).isZero();
    }
}
