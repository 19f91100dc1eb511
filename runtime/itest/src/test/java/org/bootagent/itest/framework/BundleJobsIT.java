package org.bootagent.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.itest.framework.Architecture.actions;
import static org.bootagent.itest.framework.Architecture.agentCore;
import static org.bootagent.itest.framework.Architecture.home;
import static org.bootagent.itest.framework.Architecture.options;
import static org.bootagent.itest.framework.Architecture.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.PingJar;
import org.bootagent.itest.SamplePackage;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Action bundles installed, replaced and removed by jobs, in the framework that they run in. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BundleJobsIT {
    /** The default of the framework's own Awaitility is ten seconds, too few on a loaded machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Inject
    BundleContext context;

    @Inject
    JobQueue queue;

    @Inject
    ReportOutbox outbox;

    private HostJobs host;
    private Path actions;
    private final Path offered = BuildOutput.scratch("bundles");

    @Configuration
    public Option[] host() {
        return options(
                agentCore(home()),
                actions(),
                setting("org.bootagent.job.bundle", "healthWindow", 5),
                setting("org.bootagent.dispatcher", "handlerWaitSeconds", 10));
    }

    @Before
    public void install() {
        host = new HostJobs(queue, outbox);
        actions = Path.of(context.getProperty(Architecture.HOME), "actions");
        assertThat(done("bundle-install", PingJar.version("1.0.0")))
                .isEqualTo("org.example.action.ping 1.0.0 is active; components: org.example.action.ping.PingHandler");
        assertThat(ping()).isEqualTo("pong: hello");
    }

    @After
    public void remove() throws IOException {
        assertThat(host.run("bundle-remove", "", Map.of("bundle", PingJar.NAME)).message())
                .matches(PingJar.NAME + " .* is removed");
        assertThat(pingBundles()).isEmpty();
        assertThat(files()).isEmpty();
        assertThat(queue.actions()).extracting(JobQueue.Action::action).doesNotContain("ping");
    }

    @Test
    public void anUpdateServesAtOnce() throws IOException {
        done("bundle-update", PingJar.version("1.1.0").greeting("hi"));

        assertThat(ping()).isEqualTo("hi: hello");
        assertThat(files()).containsExactly(PingJar.NAME + ".jar");
        assertThat(pingBundles())
                .extracting(bundle -> bundle.getVersion().toString())
                .containsExactly("1.1.0");
    }

    @Test
    public void whatDoesNotResolveIsTakenBack() throws IOException {
        takenBack(
                PingJar.version("2.0.0").header("Import-Package", "org.example.nowhere;version=\"[1,2)\""),
                "org.example.nowhere");
    }

    @Test
    public void whatDoesNotStartIsTakenBack() throws IOException {
        takenBack(
                PingJar.version("2.0.0").header("Bundle-Activator", "org.example.NoSuchActivator"), "NoSuchActivator");
    }

    @Test
    public void aComponentThatThrowsIsTakenBack() throws IOException {
        takenBack(
                PingJar.version("2.0.0")
                        .handler(
                                "if (java.time.Year.now().getValue() > 0) throw new IllegalStateException(\"no luck today\");",
                                "")
                        .greeting("never"),
                "no luck today");
    }

    @Test
    public void aBundleThatCannotBeInstalledLeavesNothing() throws IOException {
        remove();
        var bad = PingJar.version("1.0.0").header("Import-Package", "org.example.nowhere");
        var result = run("bundle-install", bad);

        assertThat(result.errcode()).isEqualTo(ErrorCode.BUNDLE_FAILED.number());
        assertThat(result.message()).contains("was not installed").contains("org.example.nowhere");
        assertThat(pingBundles()).isEmpty();
        assertThat(files()).isEmpty();
        done("bundle-install", PingJar.version("1.0.0"));
    }

    @Test
    public void aJobInFlightEndsOnTheOldHandler() throws Exception {
        Path begun = offered.resolve("begun");
        Path go = offered.resolve("go");
        String wait = """
                java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                while (!java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) Thread.sleep(20);
                context.progress(1, Late.WORD);
                """.formatted(begun, go);
        done("bundle-update", PingJar.version("1.1.0").handler("", wait));
        // Jobs of the host itself run one at a time; this one is an agent's.
        String slow = host.submit("ping", "agent", Map.of());
        await().atMost(PATIENCE).until(() -> Files.exists(begun));

        String update =
                host.submit("bundle-update", "", of(PingJar.version("1.2.0").greeting("new")));
        await().atMost(PATIENCE)
                .until(() ->
                        queue.pending().stream().anyMatch(job -> job.message().contains("waiting for the jobs")));
        Files.createFile(go);

        assertThat(host.result(slow).message()).isEqualTo("late");
        assertThat(host.result(update).errcode()).isZero();
        assertThat(ping()).isEqualTo("new: hello");
    }

    @Test
    public void theDistributionIsListedAndLeftAlone() {
        var listed = host.run("bundle-list", "", Map.of());
        assertThat(listed.message())
                .contains(
                        "{\"bundle\":\"org.example.action.ping\",\"version\":\"1.0.0\",\"state\":\"active\",\"own\":false}")
                .contains("{\"bundle\":\"org.bootagent.dispatcher\"");

        var refused = host.run("bundle-remove", "", Map.of("bundle", "org.bootagent.metafile.store"));
        assertThat(refused.errcode()).isEqualTo(ErrorCode.OWN_BUNDLE.number());
    }

    private void takenBack(PingJar bad, String reason) throws IOException {
        var before = Files.readAllBytes(actions.resolve(PingJar.NAME + ".jar"));

        var result = run("bundle-update", bad);

        assertThat(result.errcode()).as(result.toString()).isEqualTo(ErrorCode.BUNDLE_FAILED.number());
        assertThat(result.message()).contains(reason).contains("1.0.0 serves again");
        assertThat(ping()).isEqualTo("pong: hello");
        assertThat(files()).containsExactly(PingJar.NAME + ".jar");
        assertThat(actions.resolve(PingJar.NAME + ".jar")).hasBinaryContent(before);
        assertThat(pingBundles())
                .extracting(bundle -> bundle.getVersion().toString())
                .containsExactly("1.0.0");
    }

    private String done(String action, PingJar jar) {
        var result = run(action, jar);
        assertThat(result.errcode()).as(result.toString()).isZero();
        return result.message();
    }

    private JobResult run(String action, PingJar jar) {
        return host.run(action, "", of(jar));
    }

    private Map<String, String> of(PingJar jar) {
        Path file = jar.write(offered.resolve(UUID.randomUUID() + ".jar"));
        return new HashMap<>(Map.of("url", file.toUri().toString(), "checksum", SamplePackage.checksum(file)));
    }

    private String ping() {
        return host.run("ping", "", Map.of("message", "hello")).message();
    }

    private List<Bundle> pingBundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> PingJar.NAME.equals(bundle.getSymbolicName()))
                .toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(actions)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
