package org.bootagent.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.itest.distribution.BooterProcess;
import org.junit.jupiter.api.Test;

/** Presence follows the streams, to the last host, while all of them tell events as fast as they can; and memory comes back. */
class ManySidecarsIT {
    private static final int HOSTS = Integer.getInteger("conformance.sidecars", 200);
    private static final int HOSTS_A_CONNECTION = 25;
    private static final int ROUNDS = 15;
    /** More than it takes with all of them connected. */
    private static final long MOST_KEPT = 256 << 10;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<ReplayingSidecar> sidecars = new ArrayList<>();

    @Test
    void presenceIsRightToTheLastOneUnderLoad() {
        try (var booter = BooterProcess.withStream()) {
            connect(booter.streamPort());
            Awaitility.await().atMost(PATIENCE).until(() -> online(booter) == HOSTS);
            long connected = booter.residentKiB();
            List<Message> events = events();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < sidecars.size(); i++) {
                    sidecars.get(i).send(events.get((round + i) % events.size()));
                }
                if (round % 5 == 0) {
                    assertThat(online(booter)).as("in round %d", round).isEqualTo(HOSTS);
                }
            }
            // Calls of a connection are answered in turn: once these are, what was sent before is dealt with.
            sidecars.forEach(sidecar -> sidecar.report(events.get(0)));
            assertThat(online(booter)).isEqualTo(HOSTS);
            Awaitility.await().atMost(PATIENCE).until(() -> booter.residentKiB() <= connected + MOST_KEPT);
            assertThat(online(booter)).isEqualTo(HOSTS);
            leave();
            Awaitility.await().atMost(PATIENCE).until(() -> online(booter) == 0);
        } finally {
            leave();
        }
    }

    private void connect(int port) {
        for (int i = 0; i < HOSTS; i++) {
            if (i % HOSTS_A_CONNECTION == 0) {
                channels.add(NettyChannelBuilder.forAddress("localhost", port)
                        .usePlaintext()
                        .build());
            }
            var sidecar = ReplayingSidecar.over(
                    channels.get(channels.size() - 1), UUID.randomUUID().toString());
            sidecar.register();
            sidecars.add(sidecar.listen());
        }
    }

    private void leave() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** What the original sent by itself. */
    private static List<Message> events() {
        return Fixtures.load().scenario("process-usages").stream().stream()
                .filter(Frame::isEvent)
                .map(Frame::content)
                .toList();
    }

    private static int online(BooterProcess booter) {
        return booter.client()
                .text("/metrics")
                .lines()
                .filter(line -> line.startsWith("booter_hosts_online "))
                .mapToInt(line -> Integer.parseInt(line.split(" ", 2)[1].strip()))
                .findFirst()
                .orElseThrow();
    }
}
