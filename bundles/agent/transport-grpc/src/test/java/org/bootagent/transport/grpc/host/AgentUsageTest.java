package org.bootagent.transport.grpc.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a made-up process table in the kernel's form. */
class AgentUsageTest {
    private static final long PAGE = 4096;

    @TempDir
    Path root;

    private AgentUsage usage;

    @BeforeEach
    void hostWithAnAgent() throws IOException {
        usage = new AgentUsage(new Proc(root));
        passed(1000);
        process(1, 0, 1, 7, 1);
        process(10, 1, 10, 100, 5);
        Files.writeString(root.resolve("10/cmdline"), "bin/agent\0--x\0");
    }

    @Test
    void familyIsTheSessionAndItsChildrenWhereverTheyWent() throws IOException {
        process(11, 10, 10, 20, 2);
        process(12, 11, 12, 30, 3);
        process(13, 1, 10, 40, 4);
        process(14, 13, 14, 50, 6);
        process(20, 1, 20, 999, 999);
        var first = look().get("a");
        assertThat(first.memory()).isEqualTo((5 + 2 + 3 + 4 + 6) * PAGE);
        assertThat(first.cpu()).as("nothing to compare with").isZero();
        assertThat(first.command()).isEqualTo("bin/agent --x");

        passed(2000);
        process(11, 10, 10, 120, 2);
        process(14, 13, 14, 200, 6);
        assertThat(look().get("a").cpu()).isEqualTo(0.25f);
    }

    @Test
    void pagesAreAsLargeAsTheKernelSays() throws IOException {
        var auxv = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
        auxv.putLong(33).putLong(6).putLong(6).putLong(65536).putLong(0).putLong(0);
        Files.createDirectories(root.resolve("self"));
        Files.write(root.resolve("self/auxv"), auxv.array());

        usage = new AgentUsage(new Proc(root));

        assertThat(look().get("a").memory()).isEqualTo(5 * 65536);
        assertThat(new Proc(Path.of("/proc")).pageSize()).isPositive();
        assertThat(Long.bitCount(new Proc(Path.of("/proc")).pageSize())).isOne();
    }

    @Test
    void twoAgentsShareNothing() throws IOException {
        process(30, 10, 30, 0, 7);
        process(31, 30, 30, 0, 8);
        var shares = usage.look(Map.of("a", 10L, "b", 30L));
        assertThat(shares.get("a").memory()).isEqualTo(5 * PAGE);
        assertThat(shares.get("b").memory()).isEqualTo(15 * PAGE);
    }

    @Test
    void whatStartsBetweenTwoLooksCounts() throws IOException {
        look();
        process(11, 10, 10, 100, 1);
        process(12, 11, 12, 0, 1);
        passed(2000);
        var share = look().get("a");
        assertThat(share.memory()).isEqualTo(7 * PAGE);
        assertThat(share.cpu()).isEqualTo(0.1f);
        remove(11);
        remove(12);
        assertThat(look().get("a").memory()).isEqualTo(5 * PAGE);
    }

    @Test
    void numberThatComesAgainIsFoundInTime() throws IOException {
        process(20, 1, 20, 0, 9);
        look();
        process(20, 10, 10, 0, 9);
        int looks = 1;
        while (look().get("a").memory() == 5 * PAGE) {
            looks++;
            assertThat(looks).isLessThanOrEqualTo(10);
        }
        assertThat(looks).as("it was known as another's").isGreaterThan(1);
        assertThat(look().get("a").memory()).isEqualTo(14 * PAGE);
    }

    @Test
    void agentThatWasStartedSinceIsKnownAtOnceWithItsChildren() throws IOException {
        process(30, 1, 30, 0, 7);
        process(31, 30, 31, 0, 8);
        look();
        assertThat(usage.look(Map.of("a", 10L, "b", 30L)).get("b").memory()).isEqualTo(15 * PAGE);
    }

    @Test
    void agentThatIsGoneHasNoShare() throws IOException {
        remove(10);
        assertThat(look()).isEmpty();
        assertThat(usage.look(Map.of())).isEmpty();
    }

    @Test
    void nameOfAProcessMayBeAnything() throws IOException {
        Files.createDirectories(root.resolve("11"));
        Files.writeString(root.resolve("11/stat"), stat(11, "a) R 1 1\n)", 10, 10, 0, 3, 77), StandardCharsets.UTF_8);
        assertThat(look().get("a").memory()).isEqualTo(8 * PAGE);
    }

    @Test
    void realTableIsRead() throws Exception {
        var real = new AgentUsage(new Proc(Path.of("/proc")));
        var sleeper = new ProcessBuilder("sh", "-c", "sleep 60; true").start();
        try {
            // For a moment after exec, a process has neither its memory nor its command line.
            await().untilAsserted(() -> {
                var share = real.look(Map.of("a", sleeper.pid())).get("a");
                assertThat(share.memory()).isPositive();
                assertThat(share.command()).isEqualTo("sh -c sleep 60; true");
            });
        } finally {
            sleeper.descendants().forEach(ProcessHandle::destroyForcibly);
            sleeper.destroyForcibly();
        }
    }

    private Map<String, AgentUsage.Share> look() {
        return usage.look(Map.of("a", 10L));
    }

    private void passed(long ticks) throws IOException {
        Files.writeString(root.resolve("stat"), "cpu  " + ticks + " 0 0 0 0 0 0 0 0 0\n");
    }

    private void process(long pid, long parent, long session, long ticks, long pages) throws IOException {
        Path directory = Files.createDirectories(root.resolve(Long.toString(pid)));
        Files.writeString(directory.resolve("stat"), stat(pid, "p", parent, session, ticks, pages, pid));
    }

    private static String stat(long pid, String name, long parent, long session, long ticks, long pages, long started) {
        return "%d (%s) S %d %d %d 0 -1 4194304 1 2 3 4 %d 0 9 9 20 0 1 0 %d 3000000 %d 18446744073709551615 1\n"
                .formatted(pid, name, parent, session, session, ticks, started, pages);
    }

    private void remove(long pid) throws IOException {
        try (var files = Files.list(root.resolve(Long.toString(pid)))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(root.resolve(Long.toString(pid)));
    }
}
