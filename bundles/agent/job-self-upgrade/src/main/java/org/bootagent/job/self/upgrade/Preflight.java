package org.bootagent.job.self.upgrade;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/** Asks a version whether it could run here, before anything depends on it: its own {@code run -T}, on this home and these settings. */
final class Preflight {
    private static final int PATIENCE_SECONDS = 120;
    private static final int LAST = 1500;

    private final Path home;
    private final String conf;

    /** @param conf the settings file in use, or empty: the home's */
    Preflight(Path home, String conf) {
        this.home = home;
        this.conf = conf;
    }

    void check(DistributionTree tree) throws JobException {
        try {
            // One at a time, so always the same: what a crash leaves is written over.
            Path output = home.resolve("tmp/preflight");
            try {
                check(tree, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new JobException(ErrorCode.IO_ERROR, tree.program() + " could not be checked: " + e, e);
        }
    }

    private void check(DistributionTree tree, Path output) throws IOException, JobException {
        var process = new ProcessBuilder(command(tree))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw failed(tree, "did not end in " + PATIENCE_SECONDS + " s", output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobException(ErrorCode.CANCELLED, "cancelled while " + tree.version() + " was checked", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failed(tree, "ended with " + process.exitValue(), output);
        }
    }

    private List<String> command(DistributionTree tree) {
        var command = new ArrayList<>(List.of(tree.program().toString(), "run", "-T", "--home", home.toString()));
        if (!conf.isEmpty()) {
            command.addAll(List.of("--conf", conf));
        }
        return command;
    }

    private static JobException failed(DistributionTree tree, String how, Path output) throws IOException {
        String all = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        String last = all.substring(Math.max(0, all.length() - LAST));
        return new JobException(
                ErrorCode.DOES_NOT_START,
                "BootAgent " + tree.version() + " cannot run here, nothing was changed: its check " + how
                        + (last.isEmpty() ? "" : ": " + last));
    }
}
