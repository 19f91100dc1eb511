package org.bootagent.report.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.Job;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outputs of this host's jobs, one directory each. While no server takes them, the oldest complete ones are deleted for space. An output whose result was
 * confirmed is set aside for a while: after a fail-over, the confirming server may not be the one that asked for the job, and that one asks again.
 */
@Component(
        configurationPid = HostConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = {JobOutputs.class, Spool.class})
public final class Spool implements JobOutputs {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String JOB = "job";

    private final Path directory;
    private final Caps caps;
    private final Map<String, SpooledOutput> outputs = new LinkedHashMap<>();
    private final Map<String, SpooledOutput> retired = new LinkedHashMap<>();
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

    /**
     * Bounds on kept output.
     *
     * @param head bytes of the beginning
     * @param tail bytes of the end, a multiple of the segment
     * @param segment bytes of a file of the end
     * @param all bytes of all outputs
     * @param count of outputs
     * @param retired bytes of all those whose results were confirmed
     * @param retiredCount of those
     */
    record Caps(long head, long tail, long segment, long all, int count, long retired, int retiredCount) {
        static final Caps DEFAULT = new Caps(HEAD, TAIL, 2 << 20, 256L << 20, 1_000, 32L << 20, 100);
    }

    @Activate
    public Spool(HostConfig host) {
        this(Path.of(host.home()));
    }

    public Spool(Path home) {
        this(home.resolve("output"), Caps.DEFAULT);
    }

    Spool(Path directory, Caps caps) {
        this.directory = directory;
        this.caps = caps;
        try {
            load();
        } catch (IOException e) {
            LOG.error("Outputs of earlier jobs in {} cannot be read: {}", directory, e.toString());
        }
    }

    private void load() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        var found = new ArrayList<Path>();
        try (var directories = Files.newDirectoryStream(directory)) {
            directories.forEach(found::add);
        }
        found.sort(Comparator.comparingLong(path -> path.resolve(JOB).toFile().lastModified()));
        for (Path one : found) {
            load(one);
        }
    }

    private void load(Path one) throws IOException {
        Path job = one.resolve(JOB);
        List<String> names = Files.exists(job) ? Files.readAllLines(job, StandardCharsets.UTF_8) : List.of();
        if (names.size() == 2) {
            var output = new SpooledOutput(one, this, names.get(0), names.get(1));
            (output.retired() ? retired : outputs).put(output.key(), output);
        } else {
            deleteTree(one);
        }
    }

    @Override
    public JobOutput open(Job job) {
        synchronized (outputs) {
            SpooledOutput before = outputs.get(job.key());
            if (before != null && !before.view().complete()) {
                return before;
            }
            if (before != null) {
                before.delete();
            }
            Optional.ofNullable(retired.remove(job.key())).ifPresent(SpooledOutput::delete);
            prune();
            Path own = directory.resolve(UUID.nameUUIDFromBytes(job.key().getBytes(StandardCharsets.UTF_8))
                    .toString());
            create(own, job);
            var output = new SpooledOutput(own, this, job.key(), job.id());
            outputs.remove(job.key());
            outputs.put(job.key(), output);
            return output;
        }
    }

    /** Creates the directory of an output; if that fails, the output fails, too, and says so. */
    private void create(Path own, Job job) {
        try {
            deleteTree(own);
            Files.createDirectories(directory);
            Files.createDirectory(
                    own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.write(own.resolve(JOB), List.of(job.key(), job.id()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.debug("No directory for the output of job {}", job.id(), e);
        }
    }

    /** Deletes the oldest complete outputs beyond the bounds; the caller holds the lock. */
    private void prune() {
        long total =
                outputs.values().stream().mapToLong(it -> it.view().length()).sum();
        for (var output : List.copyOf(outputs.values())) {
            var view = output.view();
            boolean full = total > caps.all() || outputs.size() >= caps.count();
            if (full && view.complete()) {
                LOG.warn(
                        "Deleting the undelivered output of job {} to make room; check the connection to the server",
                        view.job());
                output.delete();
                outputs.remove(view.key());
                total -= view.length();
            }
        }
    }

    @Override
    public List<Output> kept() {
        synchronized (outputs) {
            return outputs.values().stream().map(SpooledOutput::view).toList();
        }
    }

    @Override
    public Optional<Output> kept(String key) {
        return find(key).map(SpooledOutput::view);
    }

    @Override
    public byte[] read(String key, long offset, int most) {
        return find(key).map(it -> it.read(offset, most)).orElse(new byte[0]);
    }

    private Optional<SpooledOutput> find(String key) {
        synchronized (outputs) {
            return Optional.ofNullable(outputs.get(key));
        }
    }

    /** Completes the output of a job that has ended, even if its handler did not. */
    void complete(String key) {
        find(key).ifPresent(SpooledOutput::close);
    }

    /** Sets aside the output of a confirmed result. */
    void retire(String key) {
        synchronized (outputs) {
            var output = outputs.remove(key);
            if (output != null && output.view().length() == 0) {
                output.delete();
            } else if (output != null) {
                output.retire(true);
                retired.put(key, output);
                pruneRetired();
            }
        }
    }

    /** Brings back a retired output, as its result is unconfirmed again. */
    void revive(String key) {
        synchronized (outputs) {
            var output = retired.remove(key);
            if (output != null) {
                output.retire(false);
                outputs.put(key, output);
            }
        }
    }

    /** Deletes the oldest retired outputs beyond the bounds; the caller holds the lock. */
    private void pruneRetired() {
        long total =
                retired.values().stream().mapToLong(it -> it.view().length()).sum();
        for (var output : List.copyOf(retired.values())) {
            if (total > caps.retired() || retired.size() > caps.retiredCount()) {
                total -= output.view().length();
                retired.remove(output.key());
                output.delete();
            }
        }
    }

    @Override
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }

    long head() {
        return caps.head();
    }

    long tail() {
        return caps.tail();
    }

    long segment() {
        return caps.segment();
    }

    static void deleteTree(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            try (var files = Files.newDirectoryStream(root)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(root);
    }
}
