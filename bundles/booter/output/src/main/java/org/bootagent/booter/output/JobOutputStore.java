package org.bootagent.booter.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.service.JobService;
import org.bootagent.concurrent.NamedThreads;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the output of jobs, as their hosts deliver it. It is deleted with its job. Registered as a service of this type. Thread-safe. */
@Component(
        service = JobOutputStore.class,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.output"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JobOutputStore {
    private static final Logger LOG = LoggerFactory.getLogger(JobOutputStore.class);

    /** Most bytes kept of one job. A host sends no more than 16 MiB and a line. */
    private static final long MOST = 17L << 20;

    @ObjectClassDefinition(name = "Booter: output of jobs")
    @interface Config {
        @AttributeDefinition(description = "Most MiB of all outputs together; the oldest are deleted first")
        int maxTotalMiB() default 10_240;
    }

    private final Path directory;
    private final OutputFiles files;
    private final JobService jobs;
    private final ScheduledExecutorService hourly = NamedThreads.scheduler("booter-output");

    @Activate
    public JobOutputStore(BooterConfig booter, Config config, @Reference JobService jobs) {
        this(Path.of(booter.home()), (long) config.maxTotalMiB() << 20, jobs);
        var unused = hourly.scheduleWithFixedDelay(this::pruneOrLog, 0, 60, TimeUnit.MINUTES);
    }

    public JobOutputStore(Path home, long total, JobService jobs) {
        this.directory = home.resolve("output");
        this.files = new OutputFiles(directory, MOST, total);
        this.jobs = jobs;
    }

    /**
     * Takes a part of a job's output. What is there already is skipped, and a part behind a gap is not taken; one without bytes asks. What belongs to no job of
     * this host is dropped, so that the host need not keep it.
     *
     * @param offset of the part
     * @return how many bytes are there now: where the next part begins
     * @throws FleetException INVALID
     * @throws IOException if it cannot be kept; what was there before is there still
     */
    public long append(String agentsn, String job, long offset, byte[] part) throws IOException {
        if (offset < 0 || part.length > MOST) {
            throw new FleetException(
                    FleetException.Kind.INVALID, "offset must be 0 or more, and a part at most " + MOST + " bytes");
        }
        if (!isOf(agentsn, job)) {
            return offset + part.length;
        }
        long next = files.append(job, offset, part);
        files.makeRoom();
        return next;
    }

    private boolean isOf(String agentsn, String job) {
        try {
            return OutputFiles.isName(job) && jobs.get(job).agentsn().equals(agentsn.toLowerCase(Locale.ROOT));
        } catch (FleetException e) {
            return false;
        }
    }

    /** Where they are. */
    public Path directory() {
        return directory;
    }

    /** Returns the number of bytes; 0 if the job has no output. */
    public long length(String job) throws IOException {
        return files.length(job);
    }

    /** Returns the bytes from an offset on, up to so many; empty at the end. */
    public byte[] read(String job, long offset, int most) throws IOException {
        return files.read(job, offset, most);
    }

    void prune() throws IOException {
        files.prune(this::isGone);
    }

    private boolean isGone(String job) {
        try {
            return jobs.get(job) == null;
        } catch (FleetException e) {
            return true;
        }
    }

    /** The root of a thread: what escaped would end the schedule for good. */
    private void pruneOrLog() {
        try {
            prune();
        } catch (IOException | RuntimeException e) {
            LOG.warn("outputs of old jobs could not be removed; tried again in an hour", e);
        }
    }

    @Deactivate
    void stop() {
        // Not interrupted: it may be at the database, which would close its file then.
        hourly.shutdown();
    }
}
