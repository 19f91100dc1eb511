package org.bootagent.process.supervisor.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.bootagent.api.process.ProgramFile;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "usr/games"})
    void runsThePackagesProgramBeforeTheHostsOfTheSameName(String where) throws Exception {
        try (var host = new Host(directory)) {
            Path own = program(where + "/sleep", "rwxr-xr-x");

            host.run(host.spec("a", List.of("sleep", "1000"), RestartPreset.FAST, Duration.ofSeconds(10)));

            assertThat(host.supervisor.program("a")).contains(new ProgramFile(own.toString(), true));
            assertThat(Host.target(Path.of("/proc/" + host.status("a").pid() + "/exe")))
                    .isEqualTo(own.toRealPath().toString());
        }
    }

    @Test
    void runsTheHostsWhereThePackageHasNone() throws Exception {
        try (var host = new Host(directory)) {
            // No program, whatever its name is.
            program("usr/share/sleep", "rwxr-xr-x");
            program("sleep", "rw-r--r--");

            host.run(host.spec("a", List.of("sleep", "1000"), RestartPreset.FAST, Duration.ofSeconds(10)));

            var program = host.supervisor.program("a").orElseThrow();
            assertThat(program.packaged()).isFalse();
            assertThat(program).hasToString(program.path() + " of the host");
            assertThat(program.path()).startsWith("/").endsWith("/bin/sleep");
        }
    }

    private Path program(String name, String mode) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(Path.of("/bin/sleep").toRealPath(), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }
}
