package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.Hooks;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.testing.FakeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    @TempDir
    Path directory;

    private Home home;
    private RealPackages real;

    @BeforeEach
    void open() {
        home = new Home(directory.resolve("home"));
        real = new RealPackages(directory);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd", "none"})
    void unpacksADebOfEachCompression(String compression) throws Exception {
        var release = home.stage(real.deb("hello", "2:1.5.0-1+b6", "amd64", compression));

        assertThat(release.version()).isEqualTo("2_1.5.0-1+b6");
        assertIsWhole(release);
        assertAbsoluteLinkIsRerooted(release);
    }

    @ParameterizedTest
    @ValueSource(strings = {"w9.gzdio", "w6.xzdio", "w19.zstdio", "w9.bzdio", "w.ufdio"})
    void unpacksAnRpmOfEachCompression(String payload) throws Exception {
        var release = home.stage(real.rpm("hello", "x86_64", payload));

        assertThat(release.version()).isEqualTo("0.1.0-3");
        assertIsWhole(release);
        assertAbsoluteLinkIsRerooted(release);
    }

    /** Where a tar has its checksum, noise has no number. */
    @Test
    void refusesNoise() throws Exception {
        byte[] noise = new byte[4096];
        Arrays.fill(noise, (byte) 'S');
        var file = Files.write(directory.resolve("noise.tar.gz"), noise);

        assertThatThrownBy(() -> home.stage(file))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_PACKAGE));
    }

    /** The names are wrong: only the content counts. */
    @ParameterizedTest
    @CsvSource({"a.zip,--gzip", "b.tar.gz,--xz", "c.deb,--zstd", "d.rpm,--bzip2", "e.bin,--format=v7"})
    void unpacksATarOfEachCompressionWhateverItsName(String name, String option) throws Exception {
        var release = home.stage(real.tar(name, option));

        assertThat(release.version()).isEqualTo("0");
        assertThat(release.directory().resolve("usr/bin/hello")).isExecutable();
        assertThat(release.directory().resolve("usr/share/hello/text")).hasContent("many words ".repeat(5000));
        assertThat(release.executable()).containsExactly(release.directory() + "/usr/bin/hello");
    }

    @Test
    void takesAProgramAsItIs() throws Exception {
        Path script = Files.writeString(directory.resolve("agent-2.1-linux-amd64"), "#!/bin/sh\nexec sleep 600\n");
        var release = home.stage(script);

        assertThat(release.id()).startsWith("2.1-");
        assertThat(release.executable()).containsExactly(release.directory() + "/bin/agent");
        assertThat(release.directory().resolve("bin/agent")).isExecutable().hasSameBinaryContentAs(script);
    }

    @Test
    void refusesAnotherMachinesPackages() throws Exception {
        byte[] elf = Files.readAllBytes(Path.of("/bin/true"));
        elf[18] = (byte) 183;
        Path program = Files.write(directory.resolve("arm"), elf);
        Path deb = real.deb("arm-deb", "1", "arm64", "gzip");
        Path rpm = real.rpm("arm-rpm", "aarch64", "w9.gzdio");
        Path tar = Files.write(
                directory.resolve("tar"),
                new Tars().file("bin/agent", elf, 0755).bytes());

        for (Path file : List.of(program, deb, rpm, tar)) {
            assertRefused(ErrorCode.WRONG_ARCHITECTURE, () -> home.stage(file), "aarch64", "x86_64");
        }
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void takesPackagesForEveryMachine() throws Exception {
        assertThat(home.stage(real.deb("all", "1", "all", "gzip")).version()).isEqualTo("1");
        assertThat(home.stage(real.rpm("noarch", "noarch", "w9.gzdio")).version())
                .isEqualTo("0.1.0-3");
    }

    @Test
    void refusesWhatIsNoPackage() throws Exception {
        Path text = Files.writeString(directory.resolve("x.deb"), "<html>Not found</html>");
        Path empty = Files.createFile(directory.resolve("empty.rpm"));

        assertRefused(ErrorCode.BAD_PACKAGE, () -> home.stage(text), "none of");
        assertRefused(ErrorCode.BAD_PACKAGE, () -> home.stage(empty), "none of");
    }

    @Test
    void keepsNamesOfEveryAlphabet() throws Exception {
        String name = "Grüße ☃ 𝄞.txt";
        String longName = "ü".repeat(90) + ".txt";
        var archives = List.of(
                new Tars().program("bin/a").file(name, "x").file(longName, "x").bytes(),
                new Zips()
                        .entry("bin/a", Zips.PROGRAM, "#!/bin/sh")
                        .entry(name, Zips.FILE, "x")
                        .entry(longName, Zips.FILE, "x")
                        .bytes(),
                new Rpms()
                        .file("./bin/a", 0100755, "#!/bin/sh")
                        .file("./" + name, Rpms.FILE, "x")
                        .file("./" + longName, Rpms.FILE, "x")
                        .bytes());
        for (var archive : archives) {
            var release = home.stage(Files.write(directory.resolve("named"), archive));
            assertThat(release.directory().resolve(name)).isRegularFile();
            assertThat(release.directory().resolve(longName)).isRegularFile();
        }
    }

    @Test
    void keepsAMeaningfulTopDirectory() throws Exception {
        Path tar = Files.write(
                directory.resolve("t"), new Tars().program("bin/agent").bytes());

        assertThat(home.stage(tar).directory().resolve("bin/agent")).isExecutable();
    }

    @Test
    void findsTheOnlyProgramAtTheTop() throws Exception {
        Path tar = Files.write(
                directory.resolve("node_exporter-1.7.0.linux-amd64.tar"),
                new Tars()
                        .program("node_exporter-1.7.0.linux-amd64/node_exporter")
                        .file("node_exporter-1.7.0.linux-amd64/LICENSE", "")
                        .bytes());
        var release = home.stage(tar);

        assertThat(release.version()).isEqualTo("1.7.0");
        assertThat(release.executable()).containsExactly(release.directory() + "/node_exporter");
    }

    @Test
    void saysNothingToRunIsThereRatherThanGuess() throws Exception {
        Path tar = Files.write(
                directory.resolve("t"),
                new Tars().program("bin/a").program("bin/b").bytes());

        assertThat(home.stage(tar).executable()).isEmpty();
    }

    @Test
    void readsWhatThePackageSaysOfHowToRunIt() throws Exception {
        Path tar = withOptions("""
                {"command": "bin/agent --port 80 'a b'", "env": {"A": "1", "PORT": 80}, "limits": {"CPU": "10%", "memory": "20M"},
                 "user": "nobody", "workDir": "data", "restart": "fast", "stopSignal": "INT", "stopGrace": 3, "later": [],
                 "health": {"http": "http://127.0.0.1:80/", "period": 30, "retries": 2, "onUnhealthy": "restart"},
                 "after": ["db"], "hooks": {"preStart": "bin/prepare -v", "timeout": 5}}
                """);

        var options = home.stage(tar).options();
        assertThat(options)
                .isEqualTo(AgentOptions.builder()
                        .command(List.of("bin/agent", "--port", "80", "a b"))
                        .environment(Map.of("A", "1", "PORT", "80"))
                        .limits(new Limits(10, 20 << 20))
                        .user("nobody")
                        .workDir("data")
                        .restart(RestartPreset.FAST)
                        .stopSignal("INT")
                        .stopGrace(Duration.ofSeconds(3))
                        .health(new HealthCheck(
                                HealthCheck.Kind.HTTP,
                                List.of("http://127.0.0.1:80/"),
                                null,
                                Duration.ofSeconds(30),
                                null,
                                null,
                                2,
                                HealthCheck.Action.RESTART))
                        .after(List.of("db"))
                        .hooks(new Hooks(List.of("bin/prepare", "-v"), null, null, null, Duration.ofSeconds(5)))
                        .build());
        assertThat(home.store
                        .stage("agent", Home.source(tar), FakeContext.first())
                        .options())
                .isEqualTo(options);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"command\": 7} | command",
                "{\"command\": [null]} | command",
                "{\"command\": \"'a\"} | command",
                "{\"env\": [1]} | env",
                "{\"env\": {\"A\": null}} | env",
                "{\"limits\": {\"memory\": \"much\"}} | memory",
                "{\"restart\": \"never\"} | restart",
                "{\"stopGrace\": \"soon\"} | stopGrace",
                "{\"stopGrace\": -1} | stopGrace",
                "{\"user\": \"a b\"} | user",
                "{\"health\": {\"http\": \"https://a/\"}} | health http",
                "{\"health\": {\"tcp\": 1, \"retries\": 0}} | health retries",
                "{\"health\": []} | health",
                "{\"after\": \"db\"} | after",
                "{\"after\": [\"../db\"]} | after",
                "{\"hooks\": {\"preStart\": 7}} | hook preStart",
                "{\"user\" | bootagent.json",
                "[] | bootagent.json"
            })
    void refusesWrongOptionsAndNamesTheField(String json, String field) throws Exception {
        Path tar = withOptions(json);

        assertRefused(ErrorCode.BAD_PACKAGE, () -> home.stage(tar), field);
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void takesTheJobsVersion() throws Exception {
        Path tar = Files.write(
                directory.resolve("agent-1.tar"),
                new Tars().program("bin/agent").bytes());
        var source = new PackageSource(List.of(tar.toUri()), Home.checksum(tar), "7.0");

        assertThat(home.stage(tar).version()).isEqualTo("1");
        assertThat(home.store.stage("agent", source, FakeContext.first()).version())
                .isEqualTo("7.0");
        assertRefused(
                ErrorCode.BAD_FIELD,
                () -> home.store.stage(
                        "agent",
                        new PackageSource(List.of(tar.toUri()), Home.checksum(tar), "../7"),
                        FakeContext.first()),
                "version");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://s:21/BasicAgent/BasicAgent-0.1.0-0.x86_64.rpm, 0.1.0-0",
        "http://s/node_exporter-1.7.0.linux-amd64.tar.gz, 1.7.0",
        "http://s/a/foo-v2.0-rc1.zip?x=1, 2.0-rc1",
        "http://s/foo_1.2.3_linux_amd64, 1.2.3",
        "http://s/name-linux-x64-1.2.tgz, 1.2",
        "http://s/app_linux_amd64_v2.3.1, 2.3.1",
        "http://s/tool-1.4-x86_64-linux-musl.tar.xz, 1.4",
        "http://s/go1.22.1.linux-amd64.tgz, 1.22.1",
        "http://s/jdk17.0.1-rc2_linux-x64.tar.gz, 17.0.1-rc2",
        "http://s/python3.tar.gz, 0",
        "http://s/lib2to3-1.0.tgz, 1.0",
        "http://s/tool-linux64.zip, 0",
        "http://s/x86_64-tool.tgz, 0",
        "http://s/x86-64_tool.tgz, 0",
        "http://s/tool-64bit.zip, 0",
        "http://s/x86_64-tool-1.2.tgz, 1.2",
        "http://s/x86_64-go1.22.1.tgz, 1.22.1",
        "http://s/static-web-server-v2.28.0-x86_64-unknown-linux-gnu.tar.gz, 2.28.0",
        "http://s/agent, 0",
        "http://s/, 0",
        "http://s/x-%2e%2e%2f, 0",
        "http://s/agent-1%20%2e%2e, 1_.."
    })
    void readsTheVersionOffTheFilesName(URI url, String version) {
        assertThat(PackageVersion.fromFileName(url)).isEqualTo(version);
    }

    @Test
    void takesModesButNoSetIdBitsAndNothingForOthersToWrite() throws Exception {
        Path tar = Files.write(
                directory.resolve("t"),
                new Tars()
                        .file("a", "", 06777)
                        .file("b", "", 0)
                        .file("c", "", 0640)
                        .bytes());
        Path root = home.stage(tar).directory();

        assertThat(mode(root.resolve("a"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(root.resolve("b"))).isEqualTo("rw-------");
        assertThat(mode(root.resolve("c"))).isEqualTo("rw-r-----");
        assertThat((int) Files.getAttribute(root.resolve("a"), "unix:mode") & 07777)
                .isEqualTo(0755);
    }

    private Path withOptions(String json) throws IOException {
        return Files.write(
                directory.resolve("t"),
                new Tars().program("x/bin/agent").file("x/bootagent.json", json).bytes());
    }

    private void assertIsWhole(Release release) throws IOException {
        Path share = release.directory().resolve("usr/share/hello");
        assertThat(mode(release.directory().resolve("usr/bin/hello"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(share.resolve("text"))).isEqualTo("rw-r--r--");
        assertThat(share.resolve("text")).hasContent("many words ".repeat(5000));
        assertThat(share.resolve(RealPackages.FOREIGN_NAME)).hasContent("x");
        assertThat(Files.isSameFile(share.resolve("text"), share.resolve("text-again")))
                .isTrue();
        assertThat(Files.readSymbolicLink(share.resolve("relative"))).isEqualTo(Path.of("../../bin/hello"));
        assertThat(release.executable()).containsExactly(release.directory() + "/usr/bin/hello");
        assertThat(directory.resolve("script-was-run")).doesNotExist();
        assertThat(home.everything()).noneMatch(path -> path.contains(".staging") || path.contains("tmp/"));
    }

    private static void assertAbsoluteLinkIsRerooted(Release release) throws IOException {
        Path link = release.directory().resolve("usr/share/hello/absolute");
        assertThat(Files.readSymbolicLink(link).isAbsolute()).isFalse();
        assertThat(link.toRealPath()).isEqualTo(release.directory().toRealPath().resolve("usr/bin/hello"));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JobException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContainingAll(words);
    }
}
