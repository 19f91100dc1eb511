package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nobody else reads or writes in a home, whatever umask BootAgent or Booter is started with. */
class HomeModesIT {
    private static final Set<PosixFilePermission> NOT_FOR_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    @Test
    void aUmaskOfNothingOpensNothing() throws Exception {
        try (var agent = new AgentProcess()) {
            Path file = Files.writeString(
                    agent.home().resolve("agents.yaml"),
                    "- {name: a, binary-path: /bin/sleep, parameter: [\"6666\"]}\n");
            agent.through("sh", "-c", "umask 000; exec \"$@\"", "sh");
            agent.runGuarded("--local", "--agents", file.toString());
            agent.running("a");
            assertThat(directories(agent.home()))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(directory -> assertThat(Files.getPosixFilePermissions(directory))
                            .as(directory.toString())
                            .doesNotContainAnyElementsOf(NOT_FOR_OTHERS));
        }
    }

    /** Others would choose the next run's settings and code. */
    @Test
    void aUmaskOfNothingOpensNothingOfBooter() throws Exception {
        try (var booter = BooterProcess.withUmaskOfNothing()) {
            var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(booter.home()));
            assertThat(permissions).isEqualTo("rwx------");
            try (var all = Files.walk(booter.home())) {
                assertThat(all.filter(path -> !Files.isSymbolicLink(path)))
                        .hasSizeGreaterThan(8)
                        .allSatisfy(path -> assertThat(Files.getPosixFilePermissions(path))
                                .as(path.toString())
                                .doesNotContainAnyElementsOf(NOT_FOR_OTHERS));
            }
        }
    }

    private static List<Path> directories(Path home) throws IOException {
        try (var all = Files.walk(home)) {
            return all.filter(Files::isDirectory)
                    // Made by this test.
                    .filter(directory -> !directory.equals(home))
                    .toList();
        }
    }
}
