package org.bootagent.booter.publish.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.bootagent.booter.publish.PublishException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that is killed between one publication and the next. */
class KilledProcessTest {
    private static final Limits LIMITS = new Limits(
            10_000, 100, 1 << 20, Duration.ofMillis(1), 64 << 20, Duration.ofMillis(5), Duration.ofMillis(20));

    @TempDir
    Path directory;

    /** The process. Its sink takes 1000, then hangs; it announces when the spool has all the rest. */
    static final class Doomed {
        public static void main(String[] args) throws Exception {
            var sink = new FakePublisher();
            var dead = new CountDownLatch(1);
            sink.behaviour = batch -> {
                if (sink.got.size() >= 1000) {
                    dead.countDown();
                    throw PublishException.retryable("dead", null);
                }
            };
            var pipeline = new Pipeline(Path.of(args[0]), sink, LIMITS, Clock.systemUTC(), new Random()).start();
            pipeline.offer(SamplePublications.some(0, 5000));
            // All that it took before is then confirmed.
            dead.await();
            while (sink.got.size() + pipeline.spool().records() != 5000) {
                Thread.onSpinWait();
            }
            System.out.println(sink.got.size());
            new CountDownLatch(1).await();
        }
    }

    @Test
    @Timeout(300)
    void whatWasInTheSpoolIsDeliveredByTheNextOne() throws Exception {
        int delivered = kill();
        var sink = new FakePublisher();
        try (var pipeline = new Pipeline(directory, sink, LIMITS, Clock.systemUTC(), new Random()).start()) {
            await().until(() -> sink.got.contains("n4999"));
            await().until(() -> pipeline.spool().records() == 0);
        }

        assertThat(sink.got)
                .as("nothing lost, and nothing twice that was confirmed")
                .isEqualTo(SamplePublications.ids(delivered, 5000));
    }

    private int kill() throws IOException, InterruptedException {
        var doomed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Doomed.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = doomed.inputReader()) {
            return Integer.parseInt(out.readLine());
        } finally {
            doomed.destroyForcibly();
            assertThat(doomed.waitFor()).as("the fault happened").isEqualTo(137);
        }
    }
}
