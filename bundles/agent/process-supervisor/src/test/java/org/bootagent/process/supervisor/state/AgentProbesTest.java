package org.bootagent.process.supervisor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.HealthCheck.Action;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.junit.jupiter.api.Test;

/** Health checks by files and by the network, as they run. */
class AgentProbesTest extends HostFixture {
    private static final Duration PERIOD = Duration.ofMillis(100);

    @Test
    void aFileIsLookedAtAsTheAgentsUser() throws Exception {
        assumeTrue(CurrentUser.isRoot());
        host.exec("chmod", "711", home.toString());
        var secret = Files.createDirectory(
                home.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(secret.resolve("file"));
        var own = AgentDirectory.of(home, "a").data().resolve("alive");
        var spec = host.shell("a", "touch $BOOTAGENT_DATA/alive; exec sleep 300", RestartPreset.FAST);
        host.run(spec.withRequested(fileHealth(own)));
        awaitHealth(HealthState.HEALTHY);
        // Existing and missing files give the same message.
        for (var file : List.of("file", "none")) {
            host.supervisor.stop("a");
            host.run(spec.withRequested(fileHealth(secret.resolve(file))));
            awaitHealth(HealthState.UNHEALTHY);
            assertThat(host.status("a").healthReason())
                    .contains(secret.resolve(file) + " cannot be looked at", "Permission denied");
        }
    }

    private static AgentOptions fileHealth(Path file) {
        var check = new HealthCheck(
                HealthCheck.Kind.FILE,
                List.of(file.toString()),
                Duration.ofHours(1),
                PERIOD,
                Duration.ZERO,
                Duration.ofSeconds(10),
                2,
                Action.REPORT);
        return AgentOptions.builder().user("nobody").health(check).build();
    }

    @Test
    void looksThroughTheNetwork() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var check = new HealthCheck(
                    HealthCheck.Kind.TCP,
                    List.of("127.0.0.1:" + server.getLocalPort()),
                    null,
                    PERIOD,
                    Duration.ZERO,
                    null,
                    1,
                    Action.REPORT);
            host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST)
                    .withRequested(AgentOptions.builder().health(check).build()));
            awaitHealth(HealthState.HEALTHY);
        }
        awaitHealth(HealthState.UNHEALTHY);
    }

    private void awaitHealth(HealthState state) {
        await().atMost(Host.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> host.status("a").health() == state);
    }
}
