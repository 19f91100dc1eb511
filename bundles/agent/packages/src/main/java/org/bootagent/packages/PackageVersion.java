package org.bootagent.packages;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;

/** Chooses the version of a release: the job's, else the package's own, else one read from the file's name, else 0. */
final class PackageVersion {
    private static final int MAX = 64;
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}");
    private static final Pattern SUFFIX =
            Pattern.compile("(?i)\\.(tar(\\.(gz|xz|zst|bz2|lzma))?|t[gx]z|tbz2?|tzst|zip|rpm|deb|gz|bin|run|sh)$");
    private static final String PLATFORMS =
            "(linux(32|64)?|(32|64)[_-]?bit|gnu|musl|glibc|x86[_-]64|x64|amd64|arm64|aarch64|i[3-6]86|noarch|all|any|static)(?=[._-]|$)";
    private static final Pattern PLATFORM = Pattern.compile("(?i)[._-]" + PLATFORMS);
    /** A platform before the name, whose digits are no version. */
    private static final Pattern LEADING_PLATFORM = Pattern.compile("(?i)^" + PLATFORMS);

    private static final Pattern VERSION = Pattern.compile("(?:^|[-_])v?(\\d.*)$");

    /** Version without a separator: go1.22.1. A single number belongs to the name: python3. */
    private static final Pattern BEHIND_NAME = Pattern.compile("\\p{Alpha}(\\d+(?:\\.\\d+)+.*)$");

    private PackageVersion() {}

    static String of(String requested, String packaged, URI url) throws JobException {
        if (requested != null) {
            return checked(requested);
        }
        return packaged == null || packaged.isBlank() ? fromFileName(url) : safe(packaged);
    }

    /** Checks a job's version. It becomes a directory's name, so it is refused rather than changed. */
    static String checked(String requested) throws JobException {
        if (!SAFE.matcher(requested).matches()) {
            throw new JobException(
                    ErrorCode.BAD_FIELD,
                    "version must have at most 64 of letters, digits, . _ + ~ and -, a letter or digit first");
        }
        return requested;
    }

    static String fromFileName(URI url) {
        String path = url.getPath() == null ? "" : url.getPath();
        String file = path.substring(path.lastIndexOf('/') + 1);
        String plain =
                LEADING_PLATFORM.matcher(SUFFIX.matcher(file).replaceFirst("")).replaceFirst("");
        var platform = PLATFORM.matcher(plain);
        String before = platform.find() ? plain.substring(0, platform.start()) : plain;
        // It mostly stands before the platform, and what follows that is not its; or else behind it.
        return version(VERSION, before)
                .or(() -> version(VERSION, PLATFORM.matcher(plain).replaceAll("")))
                .or(() -> version(BEHIND_NAME, before))
                .map(PackageVersion::safe)
                .orElse("0");
    }

    private static Optional<String> version(Pattern pattern, String name) {
        var version = pattern.matcher(name);
        return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    }

    private static String safe(String text) {
        String safe = text.strip().replaceAll("[^A-Za-z0-9._+~-]", "_").replaceFirst("^[^A-Za-z0-9]+", "");
        return safe.isEmpty() ? "0" : safe.substring(0, Math.min(MAX, safe.length()));
    }
}
