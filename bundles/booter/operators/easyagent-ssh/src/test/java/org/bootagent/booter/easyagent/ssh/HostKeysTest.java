package org.bootagent.booter.easyagent.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.bootagent.booter.easyagent.ssh.KnownHosts.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeysTest {
    private static final PublicKey KEY = key("secp256r1");
    private static final PublicKey OTHER = key("secp256r1");
    private static final Host HOST = new Host("db.example.com", 2222);

    @TempDir
    Path directory;

    private Path file;
    private HostKeys known;
    private HostKeys firstUse;

    @BeforeEach
    void open() {
        file = directory.resolve("known_hosts");
        known = new HostKeys(new KnownHosts(file), false);
        firstUse = new HostKeys(new KnownHosts(file), true);
    }

    @Test
    void ofManyFirstContactsOneIsRecorded() throws Exception {
        int contacts = 4;
        var hosts = IntStream.range(0, 50).mapToObj(i -> "host" + i).toList();
        var together = new CyclicBarrier(contacts);
        Callable<List<String>> contact = () -> {
            var refusals = new ArrayList<String>();
            for (String host : hosts) {
                together.await();
                refusals.add(firstUse.refusal(new Host(host, 22), KEY));
            }
            return refusals;
        };
        var threads = Executors.newFixedThreadPool(contacts);
        try {
            for (Future<List<String>> each : threads.invokeAll(Collections.nCopies(contacts, contact))) {
                assertThat(each.get()).hasSameSizeAs(hosts).containsOnlyNulls();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Files.readAllLines(file))
                .isEqualTo(hosts.stream()
                        .map(host -> host + " " + PublicKeyEntry.toString(KEY))
                        .toList());
    }

    @Test
    void recordsOnALineOfItsOwn() throws IOException {
        Files.writeString(file, "# by hand");

        assertThat(firstUse.refusal(HOST, KEY)).isNull();
        assertThat(firstUse.refusal(new Host("DB.example.com", 22), OTHER)).isNull();

        assertThat(Files.readString(file))
                .isEqualTo("# by hand\n[db.example.com]:2222 " + PublicKeyEntry.toString(KEY) + "\ndb.example.com "
                        + PublicKeyEntry.toString(OTHER) + "\n");
    }

    @Test
    void findsAHostByNamePatternAndHash() throws IOException {
        for (String hosts : List.of(
                "[db.example.com]:2222",
                "web,[DB.example.com]:2222",
                "*.example.com*,[*.example.com]:2222",
                "[d?.*]:*",
                "*",
                // Made by ssh-keygen -H.
                "|1|spqgHH6Jo4YW5w7S9/eTZ2dhIDs=|FsWw1kzD7CVFPOKE3Oim0dnDf5Y=")) {
            lines(hosts + " " + PublicKeyEntry.toString(KEY) + " a comment");
            assertThat(known.refusal(HOST, KEY)).as(hosts).isNull();
            assertThat(firstUse.refusal(HOST, OTHER)).as(hosts).contains("has changed from SHA256:");
        }
        for (String hosts : List.of(
                "db.example.com", "[db.example.com]:22", "*,![db.*]:2222", "[dbxexample.com]:2222", "|1|x", "")) {
            lines(hosts + " " + PublicKeyEntry.toString(KEY));
            assertThat(known.refusal(HOST, KEY)).as(hosts).contains("is not known");
        }
    }

    @Test
    void aLineThatIsCutOffIsNoFirstContact() throws IOException {
        String line = HOST + " " + PublicKeyEntry.toString(KEY);
        for (int end = HOST.toString().length(); end < line.length(); end++) {
            lines(line.substring(0, end));
            assertThat(firstUse.refusal(HOST, OTHER)).isNotNull();
            assertThat(Files.readAllLines(file)).hasSize(1);
        }
    }

    @Test
    void algorithmsOfKnownKeysComeFirst() throws IOException {
        lines("[db.example.com]:2222 ssh-rsa AAAA", "@revoked * ecdsa-sha2-nistp256 AAAA", "web ssh-ed25519 AAAA");
        assertThat(inOrder(HOST))
                .startsWith("rsa-sha2-512", "rsa-sha2-256")
                .containsExactlyInAnyOrderElementsOf(inOrder(new Host("mail", 22)));
        assertThat(inOrder(new Host("web", 22)).get(0)).isEqualTo("ssh-ed25519");

        lines("@cert-authority * ssh-rsa AAAA", HOST + " ssh-ed25519 AAAA");
        assertThat(inOrder(HOST).get(0)).contains("-cert-");
        assertThat(inOrder(HOST).stream().filter(name -> !name.contains("-cert-")))
                .first()
                .isEqualTo("ssh-ed25519");
    }

    private List<String> inOrder(Host host) throws IOException {
        return NamedResource.getNameList(
                known.inOrder(host, new ArrayList<>(ClientBuilder.setUpDefaultSignatureFactories(true))));
    }

    @Test
    void aKeyOfAnotherTypeIsNotCalledChanged() throws IOException {
        lines(HOST + " " + PublicKeyEntry.toString(KEY), HOST + " ssh-ed25519 AAAA");

        for (HostKeys each : List.of(known, firstUse)) {
            assertThat(each.refusal(HOST, key("secp384r1")))
                    .contains("is of type ecdsa-sha2-nistp384, of which none is known")
                    .contains("only ecdsa-sha2-nistp256, ssh-ed25519", file.toString())
                    .doesNotContain("changed");
            assertThat(each.refusal(HOST, OTHER)).contains("has changed from " + KeyUtils.getFingerPrint(KEY) + " to ");
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void aFileThatCannotBeReadKnowsNoKey() throws IOException {
        Files.createDirectory(file);

        assertThat(firstUse.refusal(HOST, KEY)).isEqualTo(file + " cannot be read: Is a directory");
    }

    @Test
    void aRevokedKeyIsRefusedWhateverElseIsKnown() throws IOException {
        String key = PublicKeyEntry.toString(KEY);
        for (String hosts : List.of("*", "db.example.com", "*.example.com", HOST.toString())) {
            lines(HOST + " " + key, "@revoked " + hosts + " " + key);
            for (HostKeys each : List.of(known, firstUse)) {
                assertThat(each.refusal(HOST, KEY)).as(hosts).endsWith("is revoked in " + file);
            }
            assertThat(known.refusal(HOST, OTHER)).as(hosts).contains("has changed");
        }
        lines(
                HOST + " " + key,
                "@revoked [db.example.com]:2223 " + key,
                "@revoked * " + PublicKeyEntry.toString(OTHER));
        assertThat(known.refusal(HOST, KEY)).isNull();
    }

    private void lines(String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }

    private static PublicKey key(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair().getPublic();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
