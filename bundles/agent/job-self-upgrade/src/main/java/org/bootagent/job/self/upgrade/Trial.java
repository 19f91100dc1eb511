package org.bootagent.job.self.upgrade;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A change of BootAgent's own version, as it is written down for the guard, which carries it through. The reference page {@code trial-file.md} has the format.
 *
 * @param state how far it is
 * @param job key of the job that asked for it
 * @param release what is to run
 * @param version of that release, for people
 * @param digest of its package, or empty
 * @param from what ran before
 * @param previous what ran before that one, or empty
 * @param window how long a server may take to accept the first report
 * @param tries how many trials there were, this one included
 * @param starts how often this trial was begun; the guard counts them
 * @param base version of what was installed by other means when this was begun; the guard's
 * @param fault why it went back; the guard's word
 * @param reason the same for people, as the end of a sentence
 */
record Trial(
        State state,
        String job,
        String release,
        String version,
        String digest,
        String from,
        String previous,
        Duration window,
        int tries,
        int starts,
        String base,
        String fault,
        String reason) {

    /** Version of the format in which it is written. */
    static final int FORMAT = 1;

    /** Shown with its steps in {@code lib/trial.sh} of the distribution. */
    enum State {
        PENDING,
        TRYING,
        CONFIRMED,
        FAILED,
        UNCONNECTED,
        WAITING,
        CLOSED,
        WITHDRAWN,
        SUPERSEDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Trial {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(window, "window");
    }

    static Trial pending(String job, Target target, String from, String previous, Duration window) {
        return new Trial(
                State.PENDING,
                job,
                target.release(),
                target.version(),
                target.digest(),
                from,
                previous,
                window,
                1,
                0,
                "",
                "",
                "");
    }

    Trial with(State next) {
        return new Trial(
                next, job, release, version, digest, from, previous, window, tries, starts, base, fault, reason);
    }

    Trial because(State next, String why) {
        return new Trial(next, job, release, version, digest, from, previous, window, tries, starts, base, fault, why);
    }

    Trial again() {
        return new Trial(
                State.PENDING, job, release, version, digest, from, previous, window, tries + 1, 0, base, "", "");
    }

    /** Lines of {@code key=value}. */
    String text() {
        var lines = new LinkedHashMap<String, Object>();
        lines.put("format", FORMAT);
        lines.put("state", state.word());
        lines.put("job", job);
        lines.put("release", release);
        lines.put("version", version);
        lines.put("digest", digest);
        lines.put("from", from);
        lines.put("previous", previous);
        lines.put("window", window.toSeconds());
        lines.put("tries", tries);
        lines.put("starts", starts);
        lines.put("base", base);
        lines.put("fault", fault);
        lines.put("reason", reason);
        return lines.entrySet().stream()
                .map(line ->
                        line.getKey() + "=" + String.valueOf(line.getValue()).replace('\n', ' ') + "\n")
                .collect(Collectors.joining());
    }

    /** A newer BootAgent has written it, in a format that this one does not know. */
    static final class NewerFormatException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NewerFormatException(int format) {
            super("it has format " + format + ", and this BootAgent knows " + FORMAT + " only");
        }
    }

    /**
     * @throws IllegalArgumentException if it is not what {@link #text} or the guard wrote
     * @throws NewerFormatException if a newer BootAgent wrote it
     */
    static Trial parse(String text) {
        var lines = new HashMap<String, String>();
        text.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            lines.put(line.substring(0, equals), line.substring(equals + 1));
        });
        int format = Integer.parseInt(lines.getOrDefault("format", "1"));
        if (format > FORMAT) {
            throw new NewerFormatException(format);
        }
        return new Trial(
                State.valueOf(lines.getOrDefault("state", "").toUpperCase(Locale.ROOT)),
                lines.getOrDefault("job", ""),
                lines.getOrDefault("release", ""),
                lines.getOrDefault("version", ""),
                lines.getOrDefault("digest", ""),
                lines.getOrDefault("from", ""),
                lines.getOrDefault("previous", ""),
                Duration.ofSeconds(Long.parseLong(lines.getOrDefault("window", "60"))),
                Integer.parseInt(lines.getOrDefault("tries", "1")),
                Integer.parseInt(lines.getOrDefault("starts", "0")),
                lines.getOrDefault("base", ""),
                lines.getOrDefault("fault", ""),
                lines.getOrDefault("reason", ""));
    }
}
