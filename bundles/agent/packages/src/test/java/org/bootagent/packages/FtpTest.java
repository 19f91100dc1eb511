package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.impl.DefaultFtpServer;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.packages.Checksum;
import org.bootagent.testing.FakeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FtpTest {
    @TempDir
    Path directory;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private Home home;
    private FtpServer server;
    private byte[] content;
    private Checksum checksum;
    private String port;

    @BeforeEach
    void open() throws Exception {
        home = new Home(directory.resolve("home"));
        var noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        content = new Tars().program("bin/agent").file("noise", noise, 0644).bytes();
        checksum = Home.checksum(content);
        Path files = Files.createDirectories(directory.resolve("ftp/BasicAgent"));
        Files.write(files.resolve("BasicAgent-0.1.0-0.x86_64.rpm"), content);
        Files.write(files.resolve("large.rpm"), new byte[33 << 20]);
        server = server();
        server.start();
        port = Integer.toString(
                ((DefaultFtpServer) server).getListener("default").getPort());
    }

    @AfterEach
    void close() throws IOException {
        server.stop();
        home.close();
    }

    @Test
    void downloads() throws Exception {
        var release = home.stage(checksum, FakeContext.first(), url("anonymous:x", "BasicAgent-0.1.0-0.x86_64.rpm"));

        assertThat(release.version()).isEqualTo("0.1.0-0");
        assertThat(release.directory().resolve("noise")).hasSize(1 << 20);
        assertThat(asked)
                .contains("RETR BasicAgent/BasicAgent-0.1.0-0.x86_64.rpm")
                .noneMatch(line -> line.startsWith("REST"));
    }

    @Test
    void resumesWhatIsThere() throws Exception {
        leavePart(Arrays.copyOf(content, 600_000));

        home.stage(checksum, FakeContext.first(), url("anonymous:x", "BasicAgent-0.1.0-0.x86_64.rpm"));

        assertThat(asked)
                .contains("REST 600000")
                .filteredOn(line -> line.startsWith("RETR"))
                .hasSize(1);
    }

    @Test
    void fetchesWholeWhenThePiecesDoNotFit() throws Exception {
        leavePart(new byte[600_000]);

        home.stage(checksum, FakeContext.first(), url("anonymous:x", "BasicAgent-0.1.0-0.x86_64.rpm"));

        assertThat(asked)
                .contains("REST 600000")
                .filteredOn(line -> line.startsWith("RETR"))
                .hasSize(2);
    }

    @Test
    void logsInAsTheUrlsUserAndKeepsThePasswordToItself() throws Exception {
        FormatsTest.assertRefused(
                ErrorCode.DOWNLOAD_FAILED,
                () -> home.stage(checksum, FakeContext.first(), url("operator:wr%2Fong", "x.rpm")),
                "530",
                "ftp://127.0.0.1");
        assertThat(asked).contains("USER operator", "PASS wr/ong");

        home.stage(checksum, FakeContext.first(), url("operator:se%2Fcret", "BasicAgent-0.1.0-0.x86_64.rpm"));
    }

    @Test
    void saysWhenThereIsNoSuchFile() {
        FormatsTest.assertRefused(
                ErrorCode.DOWNLOAD_FAILED,
                () -> home.stage(checksum, FakeContext.first(), url("anonymous:x", "nothing.rpm")),
                "550");
        assertThat(asked).filteredOn(line -> line.startsWith("RETR")).hasSize(1);
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void breaksOffAPackageThatIsTooLarge() {
        FormatsTest.assertRefused(
                ErrorCode.PACKAGE_TOO_LARGE,
                () -> home.stage(checksum, FakeContext.first(), url("anonymous:x", "large.rpm")),
                "32 MiB");
        assertThat(home.everything()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x%0d%0aDELE%20x", ""})
    void refusesAPathThatIsNone(String file) {
        FormatsTest.assertRefused(
                ErrorCode.BAD_FIELD,
                () -> home.stage(checksum, FakeContext.first(), "ftp://127.0.0.1:" + port + "/" + file),
                "url");
        assertThat(asked).isEmpty();
    }

    private String url(String login, String file) {
        return "ftp://" + login + "@127.0.0.1:" + port + "/BasicAgent/" + file;
    }

    private void leavePart(byte[] bytes) throws IOException {
        Path tmp = Files.createDirectories(home.path.resolve("tmp"));
        Files.write(tmp.resolve("agent-" + checksum.hex() + ".part"), bytes);
    }

    private FtpServer server() throws Exception {
        var listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(0);
        var factory = new FtpServerFactory();
        factory.setListeners(new HashMap<>(Map.of("default", listener.createListener())));
        factory.getUserManager().save(user("anonymous", ""));
        factory.getUserManager().save(user("operator", "se/cret"));
        var recorder = new DefaultFtplet() {
            @Override
            public FtpletResult beforeCommand(FtpSession session, FtpRequest request) {
                asked.add(request.getRequestLine());
                return FtpletResult.DEFAULT;
            }
        };
        // The server clears it in the end.
        factory.setFtplets(new HashMap<>(Map.of("recorder", recorder)));
        return factory.createServer();
    }

    private BaseUser user(String name, String password) {
        var user = new BaseUser();
        user.setName(name);
        user.setPassword(password);
        user.setHomeDirectory(directory.resolve("ftp").toString());
        return user;
    }
}
