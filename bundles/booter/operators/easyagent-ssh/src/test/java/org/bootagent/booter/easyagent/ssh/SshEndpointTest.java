package org.bootagent.booter.easyagent.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a real server on loopback. */
@Timeout(300)
class SshEndpointTest {
    @TempDir
    Path directory;

    private final Queue<String> passwords = new ConcurrentLinkedQueue<>();
    private SshServer server;
    private KeyPair userKey;
    private SshRunner runner;
    private SshEndpoint endpoint;
    private Path knownHosts;

    @BeforeEach
    void open() throws Exception {
        userKey = key();
        server = server(0);
        knownHosts = Files.createFile(directory.resolve("known_hosts"));
        use(true, Duration.ofSeconds(30));
    }

    /** Starts a server with a host key of its own. */
    private SshServer server(int port) throws Exception {
        return server(port, KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256));
    }

    private SshServer server(int port, KeyPair hostKey) throws Exception {
        var started = SshServer.setUpDefaultServer();
        started.setHost("127.0.0.1");
        started.setPort(port);
        started.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        started.setPasswordAuthenticator((user, password, session) -> {
            passwords.add(password);
            return user.equals("root") && password.equals("s3cret");
        });
        started.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
        started.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        started.start();
        return started;
    }

    private void use(boolean onFirstUse, Duration longestCommand) {
        use(onFirstUse, longestCommand, Duration.ofSeconds(10));
    }

    private void use(boolean onFirstUse, Duration longestCommand, Duration patience) {
        if (runner != null) {
            runner.close();
        }
        runner = new SshRunner(knownHosts, onFirstUse, patience, longestCommand, 1024);
        endpoint = new SshEndpoint(runner, 2);
    }

    @AfterEach
    void close() throws IOException {
        runner.close();
        server.stop(true);
    }

    @Test
    void runsWithAPasswordAndTellsTheExitCode() {
        var reply = ask("runWithUserPwd", request().put("cmd", "sh -c 'echo out; echo err >&2; exit 3'"));

        assertThat(reply.path("code").asInt()).isZero();
        assertThat(reply.path("msg").asText()).isEqualTo("ok");
        assertThat(reply.path("data").path("result").asText()).contains("out\n", "err\n");
        assertThat(reply.path("data").path("exit_code").asInt()).isEqualTo(3);
        assertThat(reply.path("data").has("exit_signal")).isFalse();
    }

    /** OpenSSH's server sends the name; the tests' server sends a number. */
    @Test
    void namesTheSignalThatEndedACommand() {
        server.setCommandFactory((channel, command) -> new Killed(channel, command));

        var data = ask("runWithUserPwd", request().put("cmd", "TERM")).path("data");

        assertThat(data.path("exit_signal").asText()).isEqualTo("TERM");
        assertThat(data.path("exit_code").isNull()).isTrue();
    }

    private record Killed(ChannelSession channel, String signal) implements Command {
        @Override
        public void start(ChannelSession session, Environment environment) throws IOException {
            var message = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
            message.putUInt(channel.getRecipient());
            message.putString("exit-signal");
            message.putBoolean(false);
            message.putString(signal);
            message.putBoolean(false);
            message.putString("");
            message.putString("");
            channel.writePacket(message);
            channel.close(false);
        }

        @Override
        public void destroy(ChannelSession session) {}

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream out) {}

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setExitCallback(ExitCallback callback) {}
    }

    @Test
    void runsWithAKey() throws Exception {
        var request = request().put("cmd", "echo hello").put("pk", pem(userKey));

        assertThat(ask("runWithUserPk", request).path("data").path("result").asText())
                .isEqualTo("hello\n");
        assertThat(ask("checkByUserPk", request).path("code").asInt()).isZero();
        assertThat(refused(ask("checkByUserPk", request.put("pk", pem(key()))), 100))
                .contains("does not let us in");
        assertThat(refused(ask("checkByUserPk", request.put("pk", "-----BEGIN nonsense")), 101))
                .startsWith("pk ");
    }

    /** The default of ssh-keygen, and the only key of many servers. */
    @Test
    void hostAndUserMayHaveKeysOfEd25519() throws Exception {
        server.stop(true);
        userKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        server = server(0, KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
        var written = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(userKey, "", null, written);
        var request = request().put("cmd", "echo hello").put("pk", written.toString(StandardCharsets.US_ASCII));

        assertThat(ask("checkByUserPk", request).path("code").asInt()).isZero();
        assertThat(knownHosts).content().contains("ssh-ed25519");
        use(false, Duration.ofSeconds(30));
        assertThat(ask("runWithUserPk", request).path("data").path("result").asText())
                .isEqualTo("hello\n");
    }

    @Test
    void aWrongPasswordIsToldAndNotRepeated() {
        assertThat(ask("checkByUserPwd", request()).path("code").asInt()).isZero();

        var told = refused(ask("checkByUserPwd", request().put("password", "wr0ng")), 100);

        assertThat(told)
                .contains("root@127.0.0.1:" + server.getPort(), "does not let us in")
                .doesNotContain("wr0ng");
    }

    @Test
    void anUnknownHostIsNotTrustedUnlessItIsAllowedTo() throws Exception {
        use(false, Duration.ofSeconds(30));
        assertThat(refused(ask("checkByUserPwd", request()), 100)).contains("is not known", knownHosts.toString());
        assertThat(Files.readString(knownHosts)).isEmpty();

        use(true, Duration.ofSeconds(30));
        assertThat(ask("checkByUserPwd", request()).path("code").asInt()).isZero();
        assertThat(Files.readAllLines(knownHosts)).hasSize(1);

        use(false, Duration.ofSeconds(30));
        assertThat(ask("checkByUserPwd", request()).path("code").asInt())
                .as("known now")
                .isZero();
    }

    @Test
    void aChangedHostKeyIsNeverTrusted() throws Exception {
        assertThat(ask("checkByUserPwd", request()).path("code").asInt()).isZero();
        String known = Files.readString(knownHosts);
        int port = server.getPort();
        server.stop(true);
        server = server(port);

        assertThat(refused(ask("checkByUserPwd", request()), 100)).contains("host key has changed");
        assertThat(Files.readString(knownHosts)).isEqualTo(known);
    }

    /** A file made by ssh-keyscan for one type of key. */
    @Test
    void aHostShowsTheKeyThatIsKnown() throws Exception {
        var keys = List.of(
                key(),
                KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256),
                KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
        server.setKeyPairProvider(KeyPairProvider.wrap(keys));
        use(false, Duration.ofSeconds(30));

        for (KeyPair key : keys) {
            String line = "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key.getPublic());
            Files.writeString(knownHosts, line);
            assertThat(ask("checkByUserPwd", request()).path("code").asInt())
                    .as(line)
                    .isZero();
        }
    }

    @Test
    void aRevokedHostKeyIsTold() throws Exception {
        assertThat(ask("checkByUserPwd", request()).path("code").asInt()).isZero();
        passwords.clear();
        String key = Files.readString(knownHosts).split(" ", 2)[1];
        Files.writeString(knownHosts, "@revoked * " + key, StandardOpenOption.APPEND);

        assertThat(refused(ask("checkByUserPwd", request()), 100))
                .contains("is not trusted: its host key SHA256:", "is revoked in " + knownHosts);
        assertThat(passwords).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadTrustsNobody() throws Exception {
        Files.delete(knownHosts);
        Files.createDirectory(knownHosts);

        assertThat(refused(ask("checkByUserPwd", request()), 100))
                .contains("is not trusted: " + knownHosts + " cannot be read: Is a directory");
        assertThat(passwords).isEmpty();
    }

    @Test
    void aFirstContactThatCannotBeRecordedIsNone() {
        knownHosts = directory.resolve("gone").resolve("known_hosts");
        use(true, Duration.ofSeconds(30));

        assertThat(refused(ask("checkByUserPwd", request()), 100))
                .contains("is not trusted: its host key SHA256:", "is met for the first time")
                .contains(knownHosts + " cannot be written: no such file or directory");
        assertThat(passwords).isEmpty();
    }

    @Test
    void aCommandThatNeverEndsIsLeft() {
        use(true, Duration.ofMillis(700));

        assertThat(refused(ask("runWithUserPwd", request().put("cmd", "sh -c 'echo begun; exec sleep 20'")), 100))
                .contains("did not end within", "begun");
    }

    @Test
    void ofMuchOutputBothEndsAreKept() {
        var data = ask("runWithUserPwd", request().put("cmd", "seq 1 100000")).path("data");

        assertThat(data.path("truncated").asBoolean()).isTrue();
        assertThat(data.path("result").asText())
                .startsWith("1\n2\n")
                .contains("bytes left out")
                .endsWith("99999\n100000\n")
                .hasSizeLessThan(2200);
    }

    @Test
    void tellsWhichParameterIsWrong() {
        assertThat(refused(ask("runWithUserPwd", request()), 101)).startsWith("cmd is missing");
        assertThat(refused(ask("checkByUserPwd", request().put("port", 70000)), 101))
                .startsWith("port must be");
        assertThat(refused(ask("checkByUserPwd", request().put("host", "-oProxyCommand=x")), 101))
                .startsWith("host must be");
        assertThat(refused(ask("nonsense", request()), 101)).contains("no such operation");
        assertThat(refused(tree(endpoint.answer("POST", "checkByUserPwd", in("{\"password\": s3cret"))), 101))
                .isEqualTo("the body is no JSON");
    }

    @Test
    void tellsAnUnknownNameAndAServerThatSpeaksNoSsh() throws IOException {
        assertThat(refused(ask("checkByUserPwd", request().put("host", "no-such-host.invalid")), 100))
                .contains("cannot be reached: no address is known of no-such-host.invalid");

        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var talker = new Thread(() -> hangUp(other));
            talker.start();
            assertThat(refused(ask("checkByUserPwd", request().put("port", other.getLocalPort())), 100))
                    .contains("does not answer as an SSH server");
        }
    }

    @Test
    void tellsWhyAHostIsNotReached() throws IOException {
        assertThat(refused(ask("checkByUserPwd", request().put("port", 1)), 100))
                .isEqualTo("root@127.0.0.1:1 cannot be reached: connection refused");

        use(true, Duration.ofSeconds(30), Duration.ofSeconds(1));
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refused(ask("checkByUserPwd", request().put("port", silent.getLocalPort())), 100))
                    .endsWith("does not answer as an SSH server: timed out after 1 s");
        }
    }

    private static void hangUp(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isOffUnlessItIsAllowed() {
        assertThat(refused(
                        tree(new SshEndpoint(null, 1)
                                .answer("POST", "checkByUserPwd", in(request().toString()))),
                        100))
                .contains("booter.easyagent.ssh/enabled = true");
    }

    private ObjectNode request() {
        return Json.MAPPER
                .createObjectNode()
                .put("host", "127.0.0.1")
                .put("port", server.getPort())
                .put("user", "root")
                .put("password", "s3cret");
    }

    private JsonNode ask(String operation, ObjectNode request) {
        return tree(endpoint.answer("POST", operation, in(request.toString())));
    }

    private static JsonNode tree(EasyAgentReply reply) {
        return Json.MAPPER.valueToTree(reply);
    }

    private static String refused(JsonNode reply, int code) {
        assertThat(reply.path("code").asInt()).as(reply.toString()).isEqualTo(code);
        String why = reply.path("data").path("$").asText(reply.path("data").asText());
        assertThat(reply.path("msg").asText())
                .isEqualTo(Map.of(100, why, 101, "请求参数错误: Invalid parameter(s)").get(code));
        return why;
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair key() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        var text = new StringWriter().append("-----BEGIN PRIVATE KEY-----\n");
        text.append(Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded()));
        return text.append("\n-----END PRIVATE KEY-----\n").toString();
    }
}
