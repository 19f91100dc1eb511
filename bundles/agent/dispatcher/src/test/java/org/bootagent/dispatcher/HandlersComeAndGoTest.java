package org.bootagent.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.api.job.JobQueue.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class HandlersComeAndGoTest {
    @TempDir
    Path home;

    @Test
    void aJobWaitsForItsHandler() {
        try (var host = new Fixture(home).start()) {
            host.submit("{'id':'1','action':'ping'}");
            assertThat(host.pending()).containsExactly("1 waiting");
            host.handle("ping", (job, context) -> context.progress(1, "pong"));
            assertThat(host.awaitResult("1").message()).isEqualTo("pong");
        }
    }

    @Test
    void aJobWithoutAHandlerFailsWithTheActionsThereAre() {
        var impatient = new Settings(
                4, 32, 10, Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofSeconds(1));
        try (var host = new Fixture(home, impatient).start()) {
            host.handle("stop", (job, context) -> {});
            host.submit("{'id':'1','action':'fly','name':'x'}").submit("{'id':'2','action':'stop','name':'x'}");
            assertThat(host.awaitResult("1").errcode()).isEqualTo(104);
            assertThat(host.awaitResult("1").message()).contains("'fly'", "cancel, stop");
            assertThat(host.awaitResult("2").errcode()).isZero();
        }
    }

    @Test
    void losesNoJobWhileHandlersAreReplaced() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            var runs = new AtomicInteger();
            var over = new AtomicBoolean();
            var replacements = new AtomicInteger();
            var replacer = new Thread(() -> {
                while (!over.get()) {
                    long id = host.handle("ping", (job, context) -> runs.incrementAndGet());
                    Thread.onSpinWait();
                    host.registry.remove(id);
                    replacements.incrementAndGet();
                }
                host.handle("ping", (job, context) -> runs.incrementAndGet());
            });
            replacer.start();
            for (int i = 0; i < 60; i++) {
                host.submit("{'id':'" + i + "','action':'ping','name':'" + "abcde".charAt(i % 5) + "'}");
            }
            over.set(true);
            replacer.join();
            await().until(() -> host.results().size() == 60);
            assertThat(host.results()).allMatch(result -> result.errcode() == 0);
            assertThat(runs).hasValue(60);
            assertThat(replacements).hasPositiveValue();
        }
    }

    @Test
    void aHandlerThatIsWithdrawnWhileItRunsFinishes() throws InterruptedException {
        try (var host = new Fixture(home).start()) {
            var begun = new CountDownLatch(1);
            var gate = new CountDownLatch(1);
            long id = host.handle("ping", (job, context) -> {
                begun.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            host.submit("{'id':'1','action':'ping'}");
            begun.await();
            host.registry.remove(id);
            gate.countDown();
            assertThat(host.awaitResult("1").errcode()).isZero();
        }
    }

    @Test
    void theHighestRankingThenTheOldestServes() {
        var registry = new HandlerRegistry();
        put(registry, 5, 0, "older");
        put(registry, 6, 0, "newer");
        put(registry, 7, 3, "higher");
        assertThat(registry.actions()).containsExactly(new Action("ping", "higher", "1.0.0"));
        put(registry, 7, -1, "lower");
        assertThat(registry.actions()).containsExactly(new Action("ping", "older", "1.0.0"));
        registry.remove(5);
        assertThat(registry.actions()).containsExactly(new Action("ping", "newer", "1.0.0"));
    }

    @Test
    void aHandlerForOneAgentServesThatOneOnly() {
        var registry = new HandlerRegistry();
        put(registry, 5, 3, "general");
        assertThat(registry.find("ping", "BootAgent"))
                .as("waits for one that knows")
                .isEmpty();
        registry.put(new HandlerRegistry.Registration(
                (job, context) -> {}, List.of("ping", "pong"), List.of("BootAgent"), 0, 6, "special", "1.0.0"));
        assertThat(registry.find("ping", "BootAgent"))
                .map(HandlerRegistry.Registration::bundle)
                .contains("special");
        assertThat(registry.find("ping", "other"))
                .map(HandlerRegistry.Registration::bundle)
                .contains("general");
        assertThat(registry.find("pong", "other")).isEmpty();
        assertThat(registry.actions()).containsExactly(new Action("ping", "general", "1.0.0"));
    }

    private static void put(HandlerRegistry registry, long id, int ranking, String bundle) {
        registry.put(
                new HandlerRegistry.Registration((job, context) -> {}, List.of("ping"), ranking, id, bundle, "1.0.0"));
    }
}
