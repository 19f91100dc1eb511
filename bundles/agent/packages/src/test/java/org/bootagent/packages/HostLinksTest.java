package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.Release;
import org.bootagent.testing.FakeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package with links to files of the host, as in a Python virtualenv. */
class HostLinksTest {
    @TempDir
    Path directory;

    private Home home;
    private Path host;

    @BeforeEach
    void open() throws IOException {
        home = new Home(directory.resolve("home"));
        host = Files.createDirectory(directory.resolve("host"));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Release stage(byte[] tar) throws IOException, JobException {
        Path file = Files.write(directory.resolve("venv.tar"), tar);
        var source = new PackageSource(List.of(file.toUri()), Home.checksum(file), null, true);
        return home.store.stage("agent", source, FakeContext.first());
    }

    private static Tars linked(String name, String target) throws IOException {
        return new Tars().program("bin/agent").symbolicLink(name, target);
    }

    @Test
    void unpacksAVirtualenvWhereTheOperatorSaysSo() throws Exception {
        Path python = Files.writeString(host.resolve("python3"), "python");

        var release = stage(linked("bin/python", python.toString())
                .symbolicLink("lib64", "lib")
                .file("lib/x", "x")
                .bytes());

        assertThat(release.directory().resolve("bin/python")).isSymbolicLink().hasContent("python");
        assertThat(release.directory().resolve("lib64/x")).hasContent("x");
    }

    @Test
    void refusesItElseWithTheWordsThatTellHow() throws Exception {
        Path file = Files.write(
                directory.resolve("venv.tar"),
                linked("bin/python", "/usr/bin/python3").bytes());

        FormatsTest.assertRefused(ErrorCode.BAD_PACKAGE, () -> home.stage(file), "links: host");
    }

    @Test
    void namesALinkAsItWouldBeInTheRelease() throws Exception {
        for (String spelled : List.of("etc/x", "./etc/x", "./etc//x", "etc/./x")) {
            for (String target : List.of("/etc/passwd", "../../etc/passwd", "")) {
                Path file = Files.write(
                        directory.resolve("venv.tar"), linked(spelled, target).bytes());

                FormatsTest.assertRefused(ErrorCode.BAD_PACKAGE, () -> home.stage(file), "entry 'etc/x' is a link ");
            }
        }
        Path climbing = Files.write(
                directory.resolve("venv.tar"), linked("./etc/../../x", "y").bytes());
        FormatsTest.assertRefused(ErrorCode.BAD_PACKAGE, () -> home.stage(climbing), "entry 'etc/../../x' has '..'");
    }

    @Test
    void refusesOneThatClimbsOutAllTheSame() {
        FormatsTest.assertRefused(
                ErrorCode.BAD_PACKAGE,
                () -> stage(linked("bin/x", "../../../../../etc/passwd").bytes()),
                "bin/x' is a link to ../../../../../etc/passwd, which is outside the package; pack it with one that stays"
                        + " inside, or with an absolute one: links: host is for these");
    }

    @Test
    void advisesAnAbsoluteLinkToTheHostsFileAndTheWordsThatAllowIt() throws Exception {
        Path file = Files.write(
                directory.resolve("venv.tar"),
                linked("bin/x", "../../usr/bin/python3").bytes());

        FormatsTest.assertRefused(
                ErrorCode.BAD_PACKAGE,
                () -> home.stage(file),
                "which is outside the package; pack it with one that stays inside, or, for a file of the host, with an"
                        + " absolute one and links: host (booterctl --links host)");
    }

    /** An absolute link of a deb stays inside anyway, and a relative one that does not is never allowed. */
    @Test
    void doesNotAdviseForADebWhatHasNoEffect() throws Exception {
        Path file = Files.write(
                directory.resolve("x.deb"),
                new Debs()
                        .version("2.0\n")
                        .member(
                                "control.tar",
                                new Tars()
                                        .file("./control", "Package: x\nVersion: 1\nArchitecture: all\n")
                                        .bytes())
                        .member(
                                "data.tar",
                                new Tars()
                                        .program("./opt/x/bin/agent")
                                        .symbolicLink("./opt/x/out", "../../../etc/passwd")
                                        .bytes())
                        .bytes());
        for (boolean hostLinks : new boolean[] {true, false}) {
            var source = new PackageSource(List.of(file.toUri()), Home.checksum(file), null, hostLinks);
            FormatsTest.assertRefused(
                    ErrorCode.BAD_PACKAGE,
                    () -> home.store.stage("agent", source, FakeContext.first()),
                    "entry 'opt/x/out' is a link to ../../../etc/passwd, which is outside the package; pack it with one that"
                            + " stays inside, such as an absolute one: in a distribution's package it leads to the package's"
                            + " own files, and never to the host's, whatever links says");
        }
    }

    @Test
    void writesThroughNoneOfThem() throws Exception {
        FormatsTest.assertRefused(
                ErrorCode.BAD_PACKAGE,
                () -> stage(linked("out", host.toString()).file("out/file", "x").bytes()),
                "out/file");
        assertThat(host).isEmptyDirectory();
    }

    @Test
    void takesNoFileOfTheHostForThePackagesOwnWord() throws Exception {
        Path secret = Files.writeString(host.resolve("secret"), "root:secret");

        var release = stage(linked("bootagent.json", secret.toString()).bytes());

        assertThat(release.options().command()).isNull();
    }
}
