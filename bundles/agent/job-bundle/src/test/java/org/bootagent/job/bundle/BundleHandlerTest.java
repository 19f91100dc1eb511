package org.bootagent.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.testing.Crash;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleHandlerTest {
    private static final String FILE = Jars.PING + ".jar";

    @TempDir
    Path home;

    private final FakeHost host = new FakeHost();
    private Path actions;
    private FakeFramework framework;
    private BundleHandler handler;
    private Instant now = Instant.EPOCH;
    private FakeContext context = FakeContext.first();

    @BeforeEach
    void start() throws IOException {
        actions = Files.createDirectory(home.resolve("actions"));
        framework = new FakeFramework(actions);
        framework.own("org.bootagent.dispatcher");
        handler = startHandler();
    }

    private BundleHandler startHandler() {
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new BundleHandler(
                host.packages(),
                host.metafile(),
                new ActionsDirectory(actions),
                framework,
                new Pauses(clock, this::pass),
                new Config());
    }

    private void pass(Duration time) {
        now = now.plus(time);
        framework.watch();
    }

    @Test
    void installsIntoTheActionsDirectoryAndSaysWhatIsActive() throws Exception {
        install("1.0.0");

        assertThat(files()).containsExactly(FILE);
        assertThat(framework.serving()).containsExactly(Jars.PING + " 1.0.0");
        assertThat(context.messages()).last().isEqualTo(Jars.PING + " 1.0.0 is active; components: Ping");
        assertThat(host.metafile().read(BundleIntent.SECTION)).isEmpty();
        assertThat(home.resolve("actions").resolve(FILE)).isReadable();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void installsTheSameJarOnceAndAnotherOneNotAtAll() throws Exception {
        install("1.0.0");
        install("1.0.0");
        assertThat(framework.steps()).containsExactly("load 1.0.0");

        refused(ErrorCode.ALREADY_INSTALLED, job("bundle-install", Jars.ping("2.0.0")), "bundle-update");
        assertThat(framework.serving()).containsExactly(Jars.PING + " 1.0.0");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void updatesWhereTheOldJarIsWhateverItsName() throws Exception {
        Jars.ping("1.0.0").write(actions.resolve("ping.jar"));
        framework.restart();

        handler.handle(job("bundle-update", Jars.ping("1.1.0")), context);

        assertThat(files()).containsExactly("ping.jar");
        assertThat(framework.serving()).containsExactly(Jars.PING + " 1.1.0");
        assertThat(framework.steps()).containsExactly("load 1.0.0", "stop 1.0.0", "load 1.1.0");
    }

    @Test
    void stopsTheOldHandlerOnlyWhenItsJobsHaveEnded() throws Exception {
        install("1.0.0");
        framework.runningJobs(3);

        handler.handle(job("bundle-update", Jars.ping("1.1.0")), context);

        assertThat(framework.steps()).containsExactly("load 1.0.0", "runs", "runs", "runs", "stop 1.0.0", "load 1.1.0");
    }

    @ParameterizedTest
    @CsvSource({
        "unresolved, missing org.example.nothing",
        "throws, Ping cannot be activated: no luck",
        "waits, Ping has no org.example.Pong",
        "unloadable, no framework takes it"
    })
    void bringsTheOldOneBackWhenTheNewOneDoesNotServe(String behaviour, String reason) throws Exception {
        install("1.0.0");
        byte[] before = Files.readAllBytes(actions.resolve(FILE));

        var bad = Jars.ping("2.0.0").header(Jars.BEHAVIOUR, behaviour);
        refused(ErrorCode.BUNDLE_FAILED, job("bundle-update", bad), reason, "1.0.0 serves again");

        assertThat(actions.resolve(FILE)).hasBinaryContent(before);
        assertThat(files()).containsExactly(FILE);
        assertThat(framework.serving()).containsExactly(Jars.PING + " 1.0.0");
        assertThat(host.metafile().read(BundleIntent.SECTION)).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unresolved", "throws", "waits", "unloadable"})
    void leavesNothingOfABundleThatDoesNotServe(String behaviour) throws Exception {
        var bad = Jars.ping("1.0.0").header(Jars.BEHAVIOUR, behaviour);

        refused(ErrorCode.BUNDLE_FAILED, job("bundle-install", bad), "was not installed");

        assertThat(files()).isEmpty();
        assertThat(framework.serving()).isEmpty();
        assertThat(host.metafile().read(BundleIntent.SECTION)).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void removesTheJarAndTheBundle() throws Exception {
        install("1.0.0");

        handler.handle(remove(Jars.PING), context);

        assertThat(files()).isEmpty();
        assertThat(framework.serving()).isEmpty();
        assertThat(context.messages()).last().isEqualTo(Jars.PING + " 1.0.0 is removed");
    }

    @Test
    void removesWhatACrashHasRemovedAlready() throws Exception {
        refused(ErrorCode.UNKNOWN_BUNDLE, remove(Jars.PING), "not installed");
        handler.handle(remove(Jars.PING), FakeContext.afterCrash());
    }

    @Test
    void doesItItselfWhereNobodyWatches() throws Exception {
        framework.unwatched();
        install("1.0.0");
        assertThat(framework.serving()).containsExactly(Jars.PING + " 1.0.0");

        handler.handle(remove(Jars.PING), context);
        assertThat(framework.serving()).isEmpty();
    }

    @Test
    void leavesTheDistributionAlone() throws Exception {
        String own = "org.bootagent.dispatcher";
        refused(ErrorCode.OWN_BUNDLE, remove(own), "upgrade of BootAgent");
        for (String action : List.of("bundle-install", "bundle-update")) {
            refused(ErrorCode.OWN_BUNDLE, job(action, Jars.bundle(own, "9.0.0")), "upgrade of BootAgent");
        }
        assertThat(files()).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void refusesWhatIsNotAskedForRightly() throws Exception {
        refused(ErrorCode.MISSING_FIELD, job("{\"id\":\"1\",\"action\":\"bundle-remove\"}"), "bundle");
        refused(ErrorCode.MISSING_FIELD, job("{\"id\":\"1\",\"action\":\"bundle-install\"}"), "checksum");
        refused(ErrorCode.BAD_FIELD, remove("../x"), "symbolic name");
        refused(ErrorCode.UNKNOWN_BUNDLE, job("bundle-update", Jars.ping("1.0.0")), "bundle-install");
        var other = job("bundle-install", Jars.ping("1.0.0"), ",\"bundle\":\"org.example.other\"");
        refused(ErrorCode.BAD_FIELD, other, "not org.example.other");
    }

    @Test
    void lists() throws Exception {
        install("1.0.0");

        handler.handle(job("{\"id\":\"1\",\"action\":\"bundle-list\"}"), context);

        assertThat(context.messages())
                .last()
                .isEqualTo(
                        "[{\"bundle\":\"org.example.action.ping\",\"version\":\"1.0.0\",\"state\":\"active\",\"own\":false},"
                                + "{\"bundle\":\"org.bootagent.dispatcher\",\"version\":\"0.1.0\",\"state\":\"active\",\"own\":true}]");
    }

    @Test
    void goesBackWhenItIsCancelled() throws Exception {
        install("1.0.0");
        context = FakeContext.first().cancelAt("starting " + Jars.PING + " 2.0.0");

        refused(ErrorCode.CANCELLED, job("bundle-update", Jars.ping("2.0.0")), "1.0.0 serves again");

        assertThat(framework.serving()).containsExactly(Jars.PING + " 1.0.0");
    }

    /** Covers a crash at any step: the next start has the old bundle before it loads any, or the new one if it had been accepted. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void isOldOrNewAfterACrashAtAnyStep(boolean update, boolean inACommit) throws Exception {
        int crashes = 0;
        while (crashed(update, inACommit, crashes)) {
            crashes++;
        }
        assertThat(crashes).isGreaterThan(inACommit ? 3 : 6);
    }

    /** @return whether there was a crash at this step */
    private boolean crashed(boolean update, boolean inACommit, int step) throws Exception {
        removeAll();
        if (update) {
            install("1.0.0");
        }
        var job = job(update ? "bundle-update" : "bundle-install", Jars.ping("2.0.0"));
        plan(inACommit, step);
        try {
            handler.handle(job, FakeContext.first());
            return false;
        } catch (Crash e) {
            host.faults().none();
        }
        handler = startHandler();
        framework.restart();
        var old = update ? List.of(Jars.PING + " 1.0.0") : List.<String>of();
        assertThat(framework.serving()).isIn(old, List.of(Jars.PING + " 2.0.0"));
        resume(job, framework.serving().equals(old));
        assertThat(files()).noneMatch(file -> file.endsWith(".previous"));
        assertThat(host.metafile().read(BundleIntent.SECTION)).isEmpty();
        return true;
    }

    private void plan(boolean inACommit, int step) {
        if (inACommit) {
            host.faults().crash(step / 2, step % 2 == 1);
        } else {
            framework.crashAfter(step);
        }
    }

    private void removeAll() throws IOException {
        for (String file : files()) {
            Files.delete(actions.resolve(file));
        }
        framework.restart();
    }

    private void resume(Job job, boolean old) {
        var before = framework.serving();
        var failure = catchThrowableOfType(JobException.class, () -> handler.handle(job, FakeContext.afterCrash()));
        if (failure != null) {
            assertThat(old).isTrue();
            assertThat(failure.code()).isEqualTo(ErrorCode.BUNDLE_FAILED);
            assertThat(failure).hasMessageContaining("host agent ended");
            assertThat(framework.serving()).isEqualTo(before);
        } else {
            assertThat(framework.serving()).containsExactly(Jars.PING + " 2.0.0");
        }
    }

    private void install(String version) throws JobException {
        handler.handle(job("bundle-install", Jars.ping(version)), context);
    }

    private void refused(ErrorCode code, Job job, String... words) {
        var failure = catchThrowableOfType(JobException.class, () -> handler.handle(job, context));
        assertThat(failure).as("failure").isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(words);
    }

    private Job job(String action, Jars jar) {
        return job(action, jar, "");
    }

    private Job job(String action, Jars jar, String more) {
        Path file = jar.write(home.resolve("offered.jar"));
        var checksum = Jars.checksum(file);
        try {
            Path offered = Files.createDirectories(home.resolve("server")).resolve(checksum.hex());
            Files.move(file, offered, StandardCopyOption.REPLACE_EXISTING);
            host.packages().offerFile(checksum, offered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return job("{\"id\":\"1\",\"action\":\"%s\",\"url\":\"http://s/x.jar\",\"checksum\":\"%s\"%s}"
                .formatted(action, checksum, more));
    }

    private static Job remove(String name) {
        return job("{\"id\":\"1\",\"action\":\"bundle-remove\",\"bundle\":\"" + name + "\"}");
    }

    private static Job job(String json) {
        return FakeHost.job(json);
    }

    private List<String> files() throws IOException {
        return names(actions);
    }

    /** Lists fetched files that were left over. */
    private List<String> leftovers() throws IOException {
        return names(home.resolve("server")).stream()
                .filter(name -> name.endsWith(".part"))
                .toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private record Config() implements BundleHandler.Config {
        @Override
        public int maxBundleMiB() {
            return 1;
        }

        @Override
        public int healthWindow() {
            return 30;
        }

        @Override
        public int pickup() {
            return 2;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return BundleHandler.Config.class;
        }
    }
}
