package org.bootagent.metafile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bootagent.testing.Chroot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ChrootTest {
    @TempDir
    Path root;

    @Test
    void complainsOfNoMountWhereNoMountPointIsKnown() throws Exception {
        assumeTrue(Chroot.possible());
        Files.createDirectories(root.resolve("home/agents"));
        Files.createDirectories(root.resolve("home/tmp"));
        assertThat(Chroot.run(root, Check.class, "/home")).isEmpty();
    }

    /** Runs in the chroot. */
    static final class Check {
        private Check() {}

        public static void main(String[] arguments) throws IOException {
            var home = Path.of(arguments[0]);
            assertThatThrownBy(() -> Files.getFileStore(home)).hasMessageContaining("Mount point not found");
            MountCheck.check(home).forEach(System.out::println);
            MountCheck.of(List.of()).complaints(home).forEach(System.out::println);
        }
    }
}
