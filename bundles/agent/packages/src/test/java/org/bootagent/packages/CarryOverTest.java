package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.bootagent.api.packages.Release;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarryOverTest {
    @TempDir
    Path directory;

    private Home home;
    private Release old;
    private Release next;

    @BeforeEach
    void open() throws Exception {
        home = new Home(directory.resolve("home"));
        old = stage("1", "port=1\n", "level=1\n", "{\"keep\": [\"var\", \"*.db\"]}");
        next = stage("2", "port=1\n", "level=2\n", "{\"keep\": [\"var\", \"*.db\"]}");
        afterPublication();
    }

    /** Waits until the kernel's clock, which ticks every few milliseconds, is later than the release. */
    private void afterPublication() throws IOException {
        Path probe = directory.resolve("probe");
        do {
            Files.writeString(probe, "x");
        } while (Files.getLastModifiedTime(probe)
                        .compareTo(Files.getLastModifiedTime(
                                home.agents().resolve("agent/releases/" + next.id() + ".json")))
                <= 0);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Release stage(String version, String same, String other, String options) throws Exception {
        Path file = Files.write(
                directory.resolve("agent-" + version + ".tar"),
                new Tars()
                        .program("bin/agent")
                        .file("etc/same.conf", same)
                        .file("etc/other.conf", other)
                        .file("data", "of the package")
                        .file("bootagent.json", options)
                        .bytes());
        return home.stage(file);
    }

    private List<String> carryOver() throws Exception {
        return home.store.carryOver(old, next, old.options().keep(), true);
    }

    private void write(String path, String text) throws IOException {
        Path file = old.directory().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void saysNothingOfAReleaseThatNobodyHasChanged() throws Exception {
        assertThat(carryOver()).isEmpty();
        assertThat(next.directory().resolve("etc/other.conf")).hasContent("level=2");
    }

    @Test
    void keepsConfigurationThatTheAgentOrAHandHasChanged() throws Exception {
        write("etc/same.conf", "port=9");
        write("etc/more/own.conf", "mine");
        Files.setPosixFilePermissions(
                old.directory().resolve("etc/more/own.conf"), PosixFilePermissions.fromString("rw-------"));

        assertThat(carryOver()).containsExactly("kept etc/more/own.conf, etc/same.conf");

        assertThat(next.directory().resolve("etc/same.conf")).hasContent("port=9");
        assertThat(next.directory().resolve("etc/same.conf.new")).doesNotExist();
        assertThat(next.directory().resolve("etc/more/own.conf")).hasContent("mine");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(next.directory().resolve("etc/more/own.conf"))))
                .isEqualTo("rw-------");
        assertThat(old.directory().resolve("etc/same.conf")).hasContent("port=9");
        assertThat(carryOver()).isEmpty();
    }

    @Test
    void putsThePackagesOwnBesideWhereBothHaveChangedIt() throws Exception {
        write("etc/other.conf", "level=9");

        assertThat(carryOver()).contains("the package has changed too: etc/other.conf, its own is beside as .new");

        assertThat(next.directory().resolve("etc/other.conf")).hasContent("level=9");
        assertThat(next.directory().resolve("etc/other.conf.new")).hasContent("level=2");
    }

    @Test
    void keepsWhatIsSaidAndWarnsOfTheRest() throws Exception {
        write("var/lib/state", "state");
        write("my.db", "db");
        write("lost", "gone");
        write("data", "changed by the agent");
        Files.createSymbolicLink(old.directory().resolve("var/link"), Path.of("lib/state"));

        assertThat(carryOver())
                .containsExactlyInAnyOrder(
                        "kept my.db, var/lib/state, var/link",
                        "written into the old release and not taken over: data, lost; name them in keep, or have them"
                                + " written to $BOOTAGENT_DATA");

        assertThat(next.directory().resolve("var/link")).isSymbolicLink().hasContent("state");
        assertThat(next.directory().resolve("my.db")).hasContent("db");
        assertThat(next.directory().resolve("data")).hasContent("of the package");

        // And so once more at the next upgrade, from what was taken over.
        var third = stage("3", "port=1\n", "level=3\n", "{}");
        home.store.carryOver(next, third, next.options().keep(), true);
        assertThat(third.directory().resolve("var/lib/state")).hasContent("state");
    }

    @Test
    void namesAPipeThatItDoesNotTakeOver() throws Exception {
        write("etc/same.conf", "port=9");
        for (String pipe : List.of("etc/pipe", "var/pipe", "other-pipe")) {
            Path at = old.directory().resolve(pipe);
            Files.createDirectories(at.getParent());
            assertThat(new ProcessBuilder("mkfifo", at.toString()).start().waitFor())
                    .isZero();
        }

        assertThat(carryOver())
                .containsExactly(
                        "kept etc/same.conf", "not taken over, being pipes, sockets or devices: etc/pipe, var/pipe");

        assertThat(next.directory().resolve("etc/pipe")).doesNotExist();
    }

    @Test
    void keepsWhatADebSaysIsConfiguration() throws Exception {
        old = home.stage(conffilesDeb("1", "port=1"));
        next = home.stage(conffilesDeb("2", "port=2"));
        afterPublication();
        write("opt/x/conf/x.conf", "port=9");
        write("opt/x/lib/data", "written");

        assertThat(carryOver())
                .containsExactlyInAnyOrder(
                        "kept opt/x/conf/x.conf",
                        "the package has changed too: opt/x/conf/x.conf, its own is beside as .new",
                        "written into the old release and not taken over: opt/x/lib/data; name them in keep, or have"
                                + " them written to $BOOTAGENT_DATA");

        assertThat(next.directory().resolve("opt/x/conf/x.conf")).hasContent("port=9");
        assertThat(next.directory().resolve("opt/x/conf/x.conf.new")).hasContent("port=2");
    }

    private Path conffilesDeb(String version, String text) throws IOException {
        return Files.write(
                directory.resolve("x-" + version + ".deb"),
                new Debs()
                        .version("2.0\n")
                        .member(
                                "control.tar",
                                new Tars()
                                        .file("./control", "Package: x\nVersion: " + version + "\nArchitecture: all\n")
                                        .file("./conffiles", "/opt/x/conf/x.conf\nremove-on-upgrade /opt/x/conf/gone\n")
                                        .bytes())
                        .member(
                                "data.tar",
                                new Tars()
                                        .program("./opt/x/bin/agent")
                                        .file("./opt/x/conf/x.conf", text)
                                        .file("./opt/x/lib/data", text)
                                        .bytes())
                        .bytes());
    }

    @Test
    void namesDeletedConfigurationThatIsBack() throws Exception {
        Files.delete(old.directory().resolve("etc/other.conf"));
        Files.delete(old.directory().resolve("data"));

        assertThat(carryOver())
                .containsExactly("deleted before, and back with the new release: etc/other.conf; delete it again if it"
                        + " must not be there");

        assertThat(next.directory().resolve("etc/other.conf")).hasContent("level=2");
        // What was tried and is given up is no configuration of the release before.
        assertThat(home.store.carryOver(old, next, old.options().keep(), false)).isEmpty();
    }

    @Test
    void namesADebsConfigurationThatWasDeletedAndIsBack() throws Exception {
        old = home.stage(conffilesDeb("1", "port=1"));
        next = home.stage(conffilesDeb("2", "port=2"));
        afterPublication();
        Files.delete(old.directory().resolve("opt/x/conf/x.conf"));

        assertThat(carryOver())
                .containsExactly("deleted before, and back with the new release: opt/x/conf/x.conf; delete it again if"
                        + " it must not be there");
    }

    @Test
    void keepsWhatAnRpmSaysIsConfiguration() throws Exception {
        old = home.stage(configRpm("1", "port=1"));
        next = home.stage(configRpm("2", "port=1"));
        afterPublication();
        write("opt/x/conf/x.conf", "port=9");

        assertThat(carryOver()).containsExactly("kept opt/x/conf/x.conf");

        assertThat(next.directory().resolve("opt/x/conf/x.conf")).hasContent("port=9");
    }

    private Path configRpm(String version, String text) throws IOException {
        return Files.write(
                directory.resolve("x-" + version + ".rpm"),
                new Rpms()
                        .numbers(1037, 0, 1 | 16)
                        .numbers(1116, 0, 1)
                        .texts(1117, "agent", "x.conf")
                        .texts(1118, "/opt/x/bin/", "/opt/x/conf/")
                        .file("./opt/x/bin/agent", 0100755, "#!/bin/sh\nexec sleep 600 # " + version + "\n")
                        .file("./opt/x/conf/x.conf", Rpms.FILE, text)
                        .bytes());
    }

    @Test
    void bringsDataBackButNoConfiguration() throws Exception {
        Files.writeString(next.directory().resolve("my.db"), "newer");
        Files.writeString(next.directory().resolve("etc/same.conf"), "port=7");
        write("my.db", "db");

        assertThat(home.store.carryOver(next, old, next.options().keep(), false))
                .contains("kept my.db")
                .anyMatch(note -> note.startsWith(
                        "written into the newer release and not taken back with the agent: etc/same.conf"));

        assertThat(old.directory().resolve("my.db")).hasContent("newer");
        assertThat(old.directory().resolve("etc/same.conf")).hasContent("port=1");
    }

    @Test
    void followsNoLinkOutOfARelease() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        write("var/own/file", "x");
        Files.createSymbolicLink(old.directory().resolve("var/out"), outside);
        Files.createDirectories(next.directory().resolve("var"));
        Files.createSymbolicLink(next.directory().resolve("var/own"), outside);

        assertThat(carryOver()).anyMatch(note -> note.startsWith("could not keep var/own/file"));

        assertThat(outside.resolve("file")).doesNotExist();
        assertThat(next.directory().resolve("var/out")).isSymbolicLink();
    }
}
