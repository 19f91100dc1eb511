package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.JobFault;

/** Downloads a package from the first mirror that has the right one. */
public final class Fetcher implements AutoCloseable {
    /** Share of the download in the progress of staging a release. */
    public static final double SHARE = 0.6;

    /** Ending of an incomplete file's name, after the agent and the checksum. */
    public static final String SUFFIX = ".part";

    /** Takes the place of an agent's name, with a beginning that no agent's name has. */
    private static final String NO_AGENT = "_";

    private final Path directory;
    private final FetchSettings settings;
    private final KeptParts kept;
    private final ScheduledExecutorService scheduler;
    private final HttpScheme http;
    private final Map<String, Scheme> schemes;

    /**
     * @param directory for what is being downloaded
     * @param access how servers are reached, and which files of this host are
     * @param scheduler to notice a job's cancellation while a read blocks; ended by {@link #close}
     */
    public Fetcher(Path directory, FetchSettings settings, Access access, ScheduledExecutorService scheduler) {
        this.directory = directory;
        this.settings = settings;
        this.kept = new KeptParts(directory, settings.maxKeptBytes());
        this.scheduler = scheduler;
        this.http = new HttpScheme(settings, access, scheduler);
        this.schemes = Map.of(
                "http",
                http,
                "https",
                http,
                "ftp",
                new FtpScheme(settings, scheduler),
                "file",
                new FileScheme(access.directories()));
    }

    /** Fetches a file that matches the checksum; {@link #forget} deletes it. An incomplete file is kept for the next try. */
    public Path fetch(String agent, PackageSource source, JobContext context) throws JobException {
        return fetchOrKeep(source, new PartFile(partOf(agent, source), settings.maxBytes(), context));
    }

    /** Fetches a file that is no agent's package. It then belongs to the caller. */
    public Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException {
        Path path = partOf(NO_AGENT, source);
        try {
            return fetchOrKeep(source, new PartFile(path, Math.min(maxBytes, settings.maxBytes()), context));
        } catch (JobException | RuntimeException e) {
            delete(path, e);
            throw e;
        }
    }

    private static void delete(Path path, Exception why) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private Path fetchOrKeep(PackageSource source, PartFile part) throws JobException {
        try {
            return fetch(source, part);
        } catch (JobException e) {
            long bytes = mayGoOn(e, part.context())
                    ? kept.keep(part.path(), source.checksum().hex())
                    : 0;
            throw bytes == 0
                    ? e
                    : new JobException(
                            e.code(),
                            e.getMessage() + "; the first " + bytes + " bytes are kept, and the next try resumes there",
                            e);
        }
    }

    /** Returns whether the download may be resumed later; a cancelled job leaves nothing behind. */
    private static boolean mayGoOn(JobException e, JobContext context) {
        return e.code() == ErrorCode.DEADLINE_EXCEEDED
                || e.code() == ErrorCode.DOWNLOAD_FAILED
                || (e.code() == ErrorCode.CANCELLED && context.suspended());
    }

    private Path fetch(PackageSource source, PartFile part) throws JobException {
        JobContext context = part.context();
        JobException last = null;
        for (URI url : source.urls()) {
            try {
                Files.createDirectories(directory);
                kept.claim(part.path(), source.checksum().hex());
                fetch(url, source, part);
                return part.path();
            } catch (IOException e) {
                last = DiskErrors.decide(e, "write", part.path());
                context.checkCancelled();
                if (!anotherMirrorMayHelp(last)) {
                    throw last;
                }
            }
        }
        throw last;
    }

    /** Deletes a package's download, complete or not. */
    public void forget(String agent, PackageSource source) throws IOException {
        Files.deleteIfExists(partOf(agent, source));
    }

    @Override
    public void close() throws IOException {
        scheduler.shutdownNow();
        http.close();
    }

    /** Returns the URL fit to be shown: without password, and without query, which may hold a signature. */
    public static String shown(URI url) {
        return url.toString().replaceFirst("^([^/?#]*//)[^/?#]*@", "$1").replaceFirst("[?#].*$", "");
    }

    /** Returns the file of a download. Two agents may be installed from one package at the same time, so the name has both. */
    private Path partOf(String agent, PackageSource source) {
        return directory.resolve(agent + "-" + source.checksum().hex() + SUFFIX);
    }

    private void fetch(URI url, PackageSource source, PartFile part) throws IOException {
        Scheme scheme = scheme(url);
        download(scheme, url, part);
        if (!matches(part, source) && part.resumed()) {
            // The pieces were of different files, or one of them was damaged: once more, in one piece.
            part.delete();
            download(scheme, url, part);
        }
        if (!matches(part, source)) {
            String found = found(url, part);
            part.delete();
            throw new JobFault(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "the file at " + shown(url) + found + ", not the "
                            + source.checksum().hex() + " that was asked for; correct checksum or the file");
        }
    }

    /** Returns the checksum that was found; for a file of this host, says only that it is another. */
    private static String found(URI url, PartFile part) throws IOException {
        return "file".equalsIgnoreCase(url.getScheme())
                ? " is another one"
                : " (" + part.size() + " bytes) has SHA256 " + Digests.sha256(part.path(), part.context());
    }

    private static boolean matches(PartFile part, PackageSource source) throws IOException {
        return Files.exists(part.path())
                && Digests.sha256(part.path(), part.context())
                        .equals(source.checksum().hex());
    }

    private void download(Scheme scheme, URI url, PartFile part) throws IOException {
        int failures = 0;
        part.begin();
        while (true) {
            long before = part.size();
            try {
                scheme.fetch(url, part);
                return;
            } catch (JobFault e) {
                throw e;
            } catch (IOException e) {
                failures = part.size() > before ? 1 : failures + 1;
                retryOrGiveUp(url, part.context(), failures, e);
            }
        }
    }

    private void retryOrGiveUp(URI url, JobContext context, int failures, IOException e) throws JobFault {
        try {
            context.checkCancelled();
            if (failures > settings.retries()) {
                throw new JobException(
                        ErrorCode.DOWNLOAD_FAILED,
                        "cannot download " + shown(url) + ": " + DiskErrors.reason(e)
                                + "; check that this host reaches it",
                        e);
            }
            pause(settings.delayAfter(failures), context);
        } catch (JobException decided) {
            throw new JobFault(decided);
        }
    }

    /** The thread of a job that is cancelled is interrupted. */
    private static void pause(Duration delay, JobContext context) throws JobException {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.checkCancelled();
            throw new JobException(ErrorCode.DOWNLOAD_FAILED, "the download was interrupted; try again", e);
        }
    }

    private Scheme scheme(URI url) throws JobFault {
        String name = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        Scheme scheme = schemes.get(name);
        if (scheme == null) {
            throw new JobFault(
                    ErrorCode.BAD_FIELD,
                    "url " + shown(url) + " must begin with "
                            + String.join(
                                    ", ", schemes.keySet().stream().sorted().toList()));
        }
        return scheme;
    }

    private static boolean anotherMirrorMayHelp(JobException failure) {
        return failure.code() == ErrorCode.DOWNLOAD_FAILED || failure.code() == ErrorCode.CHECKSUM_MISMATCH;
    }
}
