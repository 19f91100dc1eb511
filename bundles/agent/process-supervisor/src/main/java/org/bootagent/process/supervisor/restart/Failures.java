package org.bootagent.process.supervisor.restart;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * History of an agent's exits.
 *
 * @param shortLives short lives in a row
 * @param times of the failures that count, oldest first
 */
public record Failures(int shortLives, List<Instant> times) {
    public static final Failures NONE = new Failures(0, List.of());

    Failures plusShortLife() {
        return new Failures(shortLives + 1, times);
    }

    Failures withoutShortLives() {
        return new Failures(0, times);
    }

    public Failures plus(Instant time) {
        return new Failures(
                shortLives, Stream.concat(times.stream(), Stream.of(time)).toList());
    }

    Failures withoutFailures() {
        return new Failures(shortLives, List.of());
    }

    public Failures since(Instant oldest) {
        return new Failures(
                shortLives,
                times.stream().filter(time -> !time.isBefore(oldest)).toList());
    }

    public int count() {
        return times.size();
    }
}
