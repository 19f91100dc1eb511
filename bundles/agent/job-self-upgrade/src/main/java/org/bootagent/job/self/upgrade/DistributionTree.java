package org.bootagent.job.self.upgrade;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/**
 * A distribution of BootAgent inside a release.
 *
 * @param root the directory that has {@code bin}, {@code lib} and {@code bundles}
 */
record DistributionTree(Path root, String version) {
    private static final String PROGRAM = "bin/bootagent";
    private static final List<String> PARTS = List.of("lib/guard.sh", "lib/trial.sh", "bundles/start.list");
    private static final int ELF_MACHINE = 18;

    /**
     * Finds it where the guard does: an archive has it at its top or in one directory, a deb or rpm under {@code opt}.
     *
     * @throws JobException if there is none, or not one for this machine
     */
    static DistributionTree in(Path release, String arch) throws JobException {
        try {
            for (Path root : places(release)) {
                if (Files.isExecutable(root.resolve(PROGRAM))) {
                    return checked(root, arch);
                }
            }
        } catch (IOException e) {
            throw new JobException(ErrorCode.IO_ERROR, release + " cannot be read: " + e, e);
        }
        throw notOne("it has no " + PROGRAM);
    }

    Path program() {
        return root.resolve(PROGRAM);
    }

    private static List<Path> places(Path release) throws IOException {
        var places = new ArrayList<>(List.of(release, release.resolve("opt/bootagent")));
        try (var children = Files.list(release)) {
            children.filter(Files::isDirectory).sorted().forEach(places::add);
        }
        return places;
    }

    private static DistributionTree checked(Path root, String arch) throws IOException, JobException {
        for (String part : PARTS) {
            if (!Files.isRegularFile(root.resolve(part))) {
                throw notOne("it has no " + part);
            }
        }
        for (String line : Files.readAllLines(root.resolve("bundles/start.list"))) {
            // Behind the name may stand on what it depends whether the bundle is installed.
            var words = line.split(" ", -1);
            String jar = words[Math.min(1, words.length - 1)];
            if (!Files.isRegularFile(root.resolve("bundles").resolve(jar))) {
                throw notOne("its bundle " + jar + " is missing");
            }
        }
        requireRuntimeFor(arch, root.resolve("jre/bin/java"));
        return new DistributionTree(root, version(root).orElseThrow(() -> notOne("it does not tell its version")));
    }

    private static Optional<String> version(Path root) throws IOException {
        var facts = new Properties();
        Path file = root.resolve("lib/distribution.properties");
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                facts.load(reader);
            }
        }
        return Optional.ofNullable(facts.getProperty("version")).filter(version -> version.matches("[!-~]{1,64}"));
    }

    /** Checks that the runtime fits this machine; the rest of a distribution fits every machine. */
    private static void requireRuntimeFor(String arch, Path java) throws IOException, JobException {
        if (!Files.isRegularFile(java)) {
            return;
        }
        byte[] head = new byte[ELF_MACHINE + 2];
        try (var in = Files.newInputStream(java)) {
            in.readNBytes(head, 0, head.length);
        }
        int machine = (head[ELF_MACHINE] & 0xff) | (head[ELF_MACHINE + 1] & 0xff) << 8;
        String built = machine == 62 ? "x86_64" : machine == 183 ? "aarch64" : "machine " + machine;
        if (head[0] == 0x7f && !built.equals(arch) && (arch.equals("x86_64") || arch.equals("aarch64"))) {
            throw new JobException(
                    ErrorCode.WRONG_ARCHITECTURE,
                    "this BootAgent's runtime is built for " + built + ", the host is " + arch);
        }
    }

    private static JobException notOne(String why) {
        return new JobException(
                ErrorCode.BAD_PACKAGE,
                "the package is not a distribution of BootAgent that can upgrade itself: " + why
                        + "; give one made by contrib/package.sh");
    }
}
