package org.bootagent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Checksum;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.testing.FakeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchTest {
    @TempDir
    Path directory;

    private Home home;
    private FaultyServer server;
    private byte[] content;
    private Checksum checksum;

    @BeforeEach
    void open() throws IOException {
        home = new Home(directory.resolve("home"));
        var noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        content = new Tars().program("bin/agent").file("noise", noise, 0644).bytes();
        checksum = Home.checksum(content);
        server = new FaultyServer(content);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        home.close();
    }

    @Test
    void downloads() throws Exception {
        var release = home.stage(checksum, FakeContext.first(), server.url("/agent-1.5.tar"));

        assertThat(release.version()).isEqualTo("1.5");
        assertThat(server.ranges()).containsExactly("");
        assertThat(home.everything()).noneMatch(path -> path.startsWith("tmp/"));
    }

    @Test
    void resumesDownloadAfterConnectionIsCut() throws Exception {
        server.cutAfter(1_000_000, 2_000_000);

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.cuts()).isEqualTo(2);
        assertThat(server.ranges())
                .hasSize(3)
                .startsWith("")
                .allMatch(range -> range.isEmpty() || range.startsWith("bytes="));
        assertThat(server.ifRanges()).contains("\"v1\"");
        assertThat(server.bytesSent()).isLessThan(2L * content.length);
    }

    @Test
    void resumesWhatTheLastRunLeft() throws Exception {
        Path part = leavePart(Arrays.copyOf(content, 1_500_000));

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.ranges()).containsExactly("bytes=1500000-");
        assertThat(part).doesNotExist();
    }

    @Test
    void goesOnWhereAJobsTimeWasOver() throws Exception {
        var context = FakeContext.first();
        var slow = stageSlowly(context, "other");
        context.expire();
        assertThat(slow.get(5, TimeUnit.MINUTES).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(slow.get()).hasMessageContaining("100000 bytes are kept");
        assertThat(home.everything()).containsExactly("tmp/_kept-" + checksum.hex() + ".part");

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.ranges()).containsExactly("bytes=100000-");
        assertThat(home.everything()).noneMatch(path -> path.contains("tmp/"));
    }

    @Test
    void goesOnAfterTheHostAgentsRestart() throws Exception {
        var context = FakeContext.first();
        var slow = stageSlowly(context, "agent");
        context.suspend();
        assertThat(slow.get(5, TimeUnit.MINUTES).code()).isEqualTo(ErrorCode.CANCELLED);
        home.sweep();

        home.stage(checksum, FakeContext.afterCrash(), server.url("/agent.tar"));

        assertThat(server.ranges()).containsExactly("bytes=100000-");
    }

    @Test
    void keepsOfDownloadsThatDidNotEndNoMoreThanItMay() throws Exception {
        Path tmp = Files.createDirectories(home.path.resolve("tmp"));
        for (int i = 0; i < 3; i++) {
            Path kept = Files.write(tmp.resolve("_kept-" + i + ".part"), new byte[3 << 20]);
            Files.setLastModifiedTime(kept, FileTime.from(Instant.now().minusSeconds(60L * (i + 1))));
        }
        var context = FakeContext.first();
        var slow = stageSlowly(context, "agent");
        context.expire();
        slow.get(5, TimeUnit.MINUTES);

        // Of 8 MiB.
        assertThat(home.everything())
                .containsExactly("tmp/_kept-0.part", "tmp/_kept-1.part", "tmp/_kept-" + checksum.hex() + ".part");
    }

    @Test
    void saysThatADownloadWasCut() {
        server.cutAfter(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000);

        FormatsTest.assertRefused(
                ErrorCode.DOWNLOAD_FAILED,
                () -> home.stage(checksum, FakeContext.first(), server.url("/agent.tar")),
                "it was cut after 1000000 of " + content.length + " bytes");
    }

    /** Stages a package, and stalls after 100,000 bytes. */
    private CompletableFuture<JobException> stageSlowly(FakeContext context, String agent) {
        var source = new PackageSource(List.of(URI.create(server.url("/silent"))), checksum, null);
        var failure = CompletableFuture.supplyAsync(() -> {
            try {
                home.store.stage(agent, source, context);
                throw new IllegalStateException("It has come whole");
            } catch (JobException e) {
                return e;
            }
        });
        await().atMost(Duration.ofMinutes(2)).until(() -> size(agent) == 100_000);
        return failure;
    }

    private long size(String agent) throws IOException {
        Path part = home.path.resolve("tmp/" + agent + "-" + checksum.hex() + ".part");
        return Files.exists(part) ? Files.size(part) : 0;
    }

    @Test
    void takesWhatTheLastRunHadWholly() throws Exception {
        leavePart(content);

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.ranges()).containsExactly("bytes=" + content.length + "-");
        assertThat(server.bytesSent()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_500_000, 3 << 20, 4 << 20})
    void fetchesWholeWhenThePiecesDoNotFit(int length) throws Exception {
        leavePart(new byte[length]);

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.ranges()).startsWith("bytes=" + length + "-").endsWith("");
    }

    @Test
    void startsAgainWhenTheFileChangedMeanwhile() throws Exception {
        server.cutAfter(1_000_000);
        server.changeTagAfterCut();

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.cuts()).isEqualTo(1);
        assertThat(server.ranges()).hasSize(2);
    }

    @Test
    void startsAgainWhenTheServerKnowsNoRanges() throws Exception {
        server.cutAfter(1_000_000);
        server.ignoreRanges();

        home.stage(checksum, FakeContext.first(), server.url("/agent.tar"));

        assertThat(server.cuts()).isEqualTo(1);
        assertThat(server.bytesSent()).isGreaterThan(content.length);
    }

    @Test
    void triesTheMirrorsInOrder() throws Exception {
        home.stage(
                checksum,
                FakeContext.first(),
                "file:///nowhere/agent.tar",
                server.url("/status/404"),
                server.url("/other"),
                server.url("/agent.tar"));

        assertThat(server.paths()).containsExactly("/status/404", "/other", "/agent.tar");
    }

    /** The tags of different mirrors differ; only the checksum tells whether the pieces fit. */
    @Test
    void goesOnAtTheNextMirrorWhereTheFirstBrokeOff() throws Exception {
        try (var other = new FaultyServer(content)) {
            other.tag("\"another\"");
            server.cutAfter(1_000_000, 1_000_000, 1_000_000);
            server.goneAfterCut();

            home.stage(checksum, FakeContext.first(), server.url("/agent.tar"), other.url("/agent.tar"));

            assertThat(server.cuts()).isEqualTo(1);
            assertThat(other.ranges()).containsExactly("bytes=1000000-");
            assertThat(other.ifRanges()).containsExactly("");
            assertThat(other.bytesSent()).isEqualTo(content.length - 1_000_000);
        }
    }

    @Test
    void fetchesWholeFromTheNextMirrorWhenTheFirstHadAnotherFile() throws Exception {
        var wrong = content.clone();
        wrong[100] ^= 1;
        try (var other = new FaultyServer(wrong)) {
            other.cutAfter(1_000_000);
            other.goneAfterCut();

            home.stage(checksum, FakeContext.first(), other.url("/agent.tar"), server.url("/agent.tar"));

            assertThat(other.cuts()).isEqualTo(1);
            assertThat(server.ranges()).containsExactly("bytes=1000000-", "");
        }
    }

    @Test
    void refusesAnotherFileAndLeavesNothing() throws Exception {
        FormatsTest.assertRefused(
                ErrorCode.CHECKSUM_MISMATCH,
                () -> home.stage(checksum, FakeContext.first(), server.url("/other")),
                "/other",
                checksum.hex());

        assertThat(server.paths()).containsExactly("/other");
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void fetchesAnotherFileNoMoreThanOnceBecauseItWasCut() throws Exception {
        server.cutAfter(1_000_000);
        var other = Home.checksum(new byte[1]);

        FormatsTest.assertRefused(
                ErrorCode.CHECKSUM_MISMATCH,
                () -> home.stage(other, FakeContext.first(), server.url("/agent.tar")),
                checksum.hex());

        assertThat(server.cuts()).isEqualTo(1);
        assertThat(server.ranges()).hasSize(2).startsWith("");
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void retriesAServerThatHasTrouble() throws Exception {
        FormatsTest.assertRefused(
                ErrorCode.DOWNLOAD_FAILED,
                () -> home.stage(checksum, FakeContext.first(), server.url("/status/503")),
                "503");

        assertThat(server.paths()).hasSize(3);
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void saysWhenNobodyListens() throws Exception {
        String url = server.url("/agent.tar");
        server.close();

        FormatsTest.assertRefused(
                ErrorCode.DOWNLOAD_FAILED, () -> home.stage(checksum, FakeContext.first(), url), "refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/huge/declared", "/huge/chunked"})
    void breaksOffAPackageThatIsTooLarge(String path) throws Exception {
        FormatsTest.assertRefused(
                ErrorCode.PACKAGE_TOO_LARGE,
                () -> home.stage(checksum, FakeContext.first(), server.url(path)),
                "32 MiB");

        // The sender has buffers, but it was far from done.
        assertThat(server.bytesSent()).isLessThan(100L << 20);
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void refusesALocalFileThatIsTooLarge() throws Exception {
        Path file = directory.resolve("large");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(33 << 20).write(ByteBuffer.wrap(new byte[1]));
        }

        FormatsTest.assertRefused(
                ErrorCode.PACKAGE_TOO_LARGE,
                () -> home.stage(checksum, FakeContext.first(), file.toUri().toString()),
                "32 MiB");
    }

    @Test
    void isCancelledWhileTheServerIsSilent() throws Exception {
        var context = FakeContext.first();
        var staging = CompletableFuture.supplyAsync(() -> {
            try {
                home.stage(checksum, context, server.url("/silent"));
                return ErrorCode.SUCCESS;
            } catch (JobException e) {
                return e.code();
            }
        });
        await().until(() -> server.paths().contains("/silent"));
        await().until(() -> home.everything().stream().anyMatch(path -> path.endsWith(".part")));

        context.cancel();

        assertThat(staging.get(5, TimeUnit.MINUTES)).isEqualTo(ErrorCode.CANCELLED);
        assertThat(server.paths()).containsExactly("/silent");
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void isCancelledWhileItUnpacks() throws Exception {
        var context = FakeContext.first().cancelAt("unpacking");

        FormatsTest.assertRefused(
                ErrorCode.CANCELLED, () -> home.stage(checksum, context, server.url("/agent.tar")), "cancelled");
        assertThat(server.bytesSent()).isEqualTo(content.length);
        assertThat(home.everything()).isEmpty();
    }

    @Test
    void tellsAProgressThatOnlyGrowsAndLeavesRoomForWhatFollows() throws Exception {
        var context = FakeContext.first();

        home.stage(checksum, context, server.url("/agent.tar"));

        assertThat(context.steps()).hasSizeGreaterThan(3).isSorted().allMatch(done -> done <= 0.7);
    }

    @Test
    void fetchesAFileThatIsNoPackageForItsCallerToKeep() throws Exception {
        var source = new PackageSource(List.of(URI.create(server.url("/agent.tar"))), checksum, null);

        Path file = home.store.fetch(source, content.length, FakeContext.first());

        assertThat(file).hasBinaryContent(content).hasParentRaw(home.path.resolve("tmp"));
        assertThat(home.everything()).containsExactly(home.path.relativize(file).toString());
    }

    @Test
    void leavesNothingOfAFileThatIsLargerThanItsCallerAccepts() {
        var source = new PackageSource(List.of(URI.create(server.url("/agent.tar"))), checksum, null);

        FormatsTest.assertRefused(
                ErrorCode.PACKAGE_TOO_LARGE,
                () -> home.store.fetch(source, content.length - 1, FakeContext.first()),
                "has more than");
        assertThat(home.everything()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gopher://s/a", "a.tar", "http:/a", "file://host/a", "file:a"})
    void refusesAUrlItCannotUse(String url) {
        FormatsTest.assertRefused(ErrorCode.BAD_FIELD, () -> home.stage(checksum, FakeContext.first(), url), "url");
    }

    @Test
    void doesNotWaitForAPipe() throws Exception {
        RealPackages.run("mkfifo", directory.resolve("pipe").toString());

        FormatsTest.assertRefused(
                ErrorCode.DOWNLOAD_FAILED,
                () -> home.stage(
                        checksum,
                        FakeContext.first(),
                        directory.resolve("pipe").toUri().toString()),
                "no file");
    }

    private Path leavePart(byte[] bytes) throws IOException {
        Path tmp = Files.createDirectories(home.path.resolve("tmp"));
        return Files.write(tmp.resolve("agent-" + checksum.hex() + ".part"), bytes);
    }

    @Test
    void twoAgentsMayUseOnePackageAtTheSameTime() throws Exception {
        var source = new PackageSource(List.of(URI.create(server.url("/agent.tar"))), checksum, null);
        var both = List.of("one", "two").stream()
                .map(agent -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return home.store.stage(agent, source, FakeContext.first());
                    } catch (JobException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();

        for (var release : both) {
            assertThat(release.get().directory().resolve("noise")).hasSize(3 << 20);
        }
    }
}
