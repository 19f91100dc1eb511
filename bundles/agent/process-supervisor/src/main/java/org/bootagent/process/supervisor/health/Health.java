package org.bootagent.process.supervisor.health;

import java.util.Optional;
import org.bootagent.api.process.HealthState;

/**
 * Health of an agent, as far as it is known.
 *
 * @param failures in a row, those aside that did not count
 * @param reason why the last try failed; empty if it did not
 */
public record Health(HealthState state, int failures, String reason) {
    /** Health of an agent without a check. */
    public static final Health NONE = new Health(HealthState.NONE, 0, "");

    /** Health of a new process. */
    public static final Health STARTING = new Health(HealthState.STARTING, 0, "");

    /**
     * Returns the health after one more check.
     *
     * @param failure empty: it succeeded
     * @param early whether it is within the start period
     * @param retries failures in a row that make it unhealthy
     */
    public Health after(Optional<String> failure, boolean early, int retries) {
        if (failure.isEmpty()) {
            return new Health(HealthState.HEALTHY, 0, "");
        }
        if (state == HealthState.STARTING && early) {
            return new Health(state, 0, failure.get());
        }
        int inARow = Math.min(failures + 1, retries);
        return new Health(inARow < retries ? state : HealthState.UNHEALTHY, inARow, failure.get());
    }
}
