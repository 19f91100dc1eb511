package org.bootagent.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketServerTest {
    @TempDir
    Path home;

    private final FakeHost host = new FakeHost();
    private final FakeServices services = new FakeServices();
    private SocketServer server;

    @BeforeEach
    void open() throws IOException {
        server = server(Duration.ofSeconds(10));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void answersWithAnExitCodeAndText() throws IOException {
        assertThat(ask("agents\n")).isEqualTo("0\nNo agents are installed\n");
        assertThat(ask("agents json\r\n")).isEqualTo("0\n[ ]\n");
        assertThat(ask("status\n")).startsWith("0\nBootAgent ");
        assertThat(ask("what?\n")).startsWith("2\nunknown request");
    }

    @Test
    void onlyItsOwnerMayConnect() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
        try (var files = Files.list(home)) {
            assertThat(files).containsExactly(socket());
        }
    }

    @Test
    void leavesNoSocketBehind() throws IOException {
        server.close();

        assertThat(socket()).doesNotExist();
        assertThatThrownBy(() -> ask("agents\n")).isInstanceOf(IOException.class);
    }

    @Test
    void leavesTheSocketOfAnother() throws IOException {
        var first = server;
        Files.delete(socket());
        server = server(Duration.ofSeconds(10));

        first.close();

        assertThat(ask("agents\n")).startsWith("0\n");
    }

    @Test
    void replacesASocketThatNobodyListensOn() throws IOException {
        server.close();
        try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket()));
        }
        assertThat(socket()).exists();
        Files.createDirectory(home.resolve(".sock"));
        Files.createFile(home.resolve(".sock/s"));

        server = server(Duration.ofSeconds(10));

        assertThat(ask("agents\n")).startsWith("0\n");
        assertThat(home.resolve(".sock")).doesNotExist();
    }

    @Test
    void doesNotPushAsideOneThatIsAlive() throws IOException {
        assertThatThrownBy(() -> server(Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another host agent");

        assertThat(ask("agents\n")).startsWith("0\n");
    }

    @Test
    void doesNotDeleteWhatIsNoSocket() throws IOException {
        server.close();
        Files.writeString(socket(), "precious");

        assertThatThrownBy(() -> server(Duration.ofSeconds(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a socket");

        assertThat(socket()).hasContent("precious");
    }

    @Test
    void saysWhenTheHomeIsTooLong() throws IOException {
        var deep = Files.createDirectories(home.resolve("x".repeat(100)));

        assertThatThrownBy(() -> new SocketFile(deep).listen())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("shorter path");
    }

    @Test
    void saysWhenItCannotAnswerAndGoesOn() throws IOException {
        services.broken = true;
        assertThat(ask("status\n")).startsWith("1\nfailed: out of order");

        services.broken = false;
        assertThat(ask("status\n")).startsWith("0\n");
    }

    @Test
    void leavesClientsThatSayTooMuchOrNothing() throws IOException {
        assertThat(ask("x".repeat(10_000))).isEmpty();
        server.close();
        server = server(Duration.ofMillis(50));
        assertThat(ask("stat")).isEmpty();
        assertThat(ask("")).isEmpty();
    }

    @Test
    void silentClientsDoNotLockOthersOutForLong() throws IOException {
        server.close();
        server = server(Duration.ofMillis(200));
        var silent = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 20; i++) {
                silent.add(connect());
            }
            await().until(() -> ask("agents\n").startsWith("0\n"));
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void clientsThatLeaveDoNoHarm() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (var client = connect()) {
                client.write(ByteBuffer.wrap("status\n".getBytes(StandardCharsets.UTF_8)));
            }
        }

        await().until(() -> ask("agents\n").startsWith("0\n"));
    }

    private SocketServer server(Duration patience) throws IOException {
        var sources = new Answers.Sources(host.metafile(), services, host.supervisor(), services, List.of());
        var answers = new Answers("bootagent-1", List.of(), sources, () -> Duration.ZERO);
        return new SocketServer(new SocketFile(home), answers, patience);
    }

    private Path socket() {
        return home.resolve("bootagent.sock");
    }

    private SocketChannel connect() throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket()));
        return channel;
    }

    /** Returns what the server sends until it closes; nothing if it resets the connection. */
    private String ask(String request) throws IOException {
        try (var channel = connect()) {
            var answer = new ByteArrayOutputStream();
            try {
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
                var buffer = ByteBuffer.allocate(8192);
                while (channel.read(buffer.clear()) >= 0) {
                    answer.write(buffer.array(), 0, buffer.position());
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("Connection reset.*|Broken pipe");
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
