package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;

class KilledDownloadIT {
    @Test
    void goesOnWhereItWasCutOff() throws IOException {
        Path file = SamplePackage.daemon("demo", "1.0.0").of(Format.TAR_GZ);
        byte[] content = Files.readAllBytes(file);
        var released = new CountDownLatch(1);
        try (var host = new WatchedHost()) {
            host.server.server().held("/" + file.getFileName(), content, released);
            host.start();
            host.give("install", "demo", file);
            Await.until(() -> size(host.agent.home().resolve("tmp")) == content.length / 2);
            host.agent.kill();
            released.countDown();

            host.agent.run();
            assertThat(host.server.awaitResult().path("errcode").asInt()).isZero();
            assertThat(host.agent.running("demo").isAlive()).isTrue();
            assertThat(host.agent.home().resolve("tmp")).isEmptyDirectory();
            assertThat(host.server.server().requests("/" + file.getFileName()).get(1))
                    .contains("bytes=" + content.length / 2 + "-");
        }
    }

    /** Returns the size of everything in the directory. */
    private static long size(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.mapToLong(child -> child.toFile().length()).sum();
        }
    }
}
