package org.bootagent.process.supervisor.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.log.LogRotation;
import org.bootagent.process.supervisor.script.KeptOutput;
import org.bootagent.testing.Chroot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ChrootTest {
    @TempDir
    Path root;

    @Test
    void rotatesLogsWhereNoMountPointIsKnown() throws Exception {
        assumeTrue(Chroot.possible());
        var log = Files.writeString(root.resolve("a.log"), "x".repeat(350 * 1024));
        assertThat(Chroot.run(root, Rotation.class, "/a.log")).isEmpty();
        assertThat(log).hasSize(350 * 1024 - 4 * 64 * 1024);
        assertThat(new KeptOutput(log).parts()).hasSize(5);
    }

    /** Runs in the chroot. */
    static final class Rotation {
        private Rotation() {}

        public static void main(String[] arguments) throws IOException {
            var log = Path.of(arguments[0]);
            assertThatThrownBy(() -> Files.getFileStore(log)).hasMessageContaining("Mount point not found");
            new LogRotation(100 * 1024, 9, SystemCommands.find(System.getenv()).fallocate()).rotate(log);
        }
    }
}
