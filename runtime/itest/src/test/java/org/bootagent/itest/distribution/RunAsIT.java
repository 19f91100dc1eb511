package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent that runs as another user, in a home that only its owner may enter. */
class RunAsIT {
    @Test
    void readsItsReleaseAndKeepsItsDataThroughAnUpgrade() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
        try (var site = BooterAndHost.open()) {
            assumeTrue(isOpen(site.agent().home().getParent()), "others must get to where the build is");
            site.done("install", "demo", of(site, "1.0.0"));
            var first = site.agent().running("demo");
            Path data = site.agent().agentHome("demo").resolve("data");
            assertThat(first.info().user()).contains("nobody");
            assertThat(Processes.environment(first)).containsEntry("BOOTAGENT_DATA", data.toString());
            assertThat(Files.getOwner(data).getName()).isEqualTo("nobody");
            assertThat(Files.getOwner(site.agent().agentHome("demo").resolve("releases"))
                            .getName())
                    .isEqualTo("root");
            Files.writeString(data.resolve("kept"), "");

            site.done("upgrade", "demo", of(site, "1.1.0"));
            assertThat(site.agent().running("demo").info().user()).contains("nobody");
            assertThat(data.resolve("kept")).exists();

            site.agent().terminate();
            site.agent().run();
            assertThat(site.agent().running("demo").info().user()).contains("nobody");
            site.done("restart", "demo");
            assertThat(site.agent().running("demo").info().user()).contains("nobody");

            site.done("uninstall", "demo");
            assertThat(site.agent().agentHome("demo")).doesNotExist();
        }
    }

    /** Such packages have no directory of their own at the top: they are unpacked directly into the release. */
    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"DEB", "RPM", "ZIP", "EXECUTABLE"})
    void entersAReleaseOfEveryFormat(Format format) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
        try (var site = BooterAndHost.open()) {
            assumeTrue(isOpen(site.agent().home().getParent()), "others must get to where the build is");
            String file =
                    site.client().push(SamplePackage.daemon("demo", "1.0.0").of(format));
            site.done("install", "demo", Map.of("package", file, "user", "nobody"));
            assertThat(site.agent().running("demo").info().user()).contains("nobody");
        }
    }

    private static Map<String, String> of(BooterAndHost site, String version) {
        String file = site.client().push(SamplePackage.daemon("demo", version).of(Format.TAR_GZ));
        return Map.of("package", file, "user", "nobody");
    }

    private static boolean isOpen(Path directory) throws IOException {
        for (Path way = directory; way != null; way = way.getParent()) {
            if (!Files.getPosixFilePermissions(way).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
