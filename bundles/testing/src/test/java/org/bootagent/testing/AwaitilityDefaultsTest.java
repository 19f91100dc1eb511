package org.bootagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

class AwaitilityDefaultsTest {
    /** The test platform has loaded it: no test refers to it. */
    @Test
    void testsThatDoNotSayHowLongWaitForMinutes() throws Exception {
        var limit = ConditionFactory.class.getDeclaredField("timeoutConstraint");
        limit.setAccessible(true);
        var constraint = limit.get(Awaitility.await());

        var most = constraint.getClass().getMethod("getMaxWaitTime");
        most.setAccessible(true);
        assertThat((Duration) most.invoke(constraint)).isEqualTo(AwaitilityDefaults.LIMIT);
        assertThat(AwaitilityDefaults.LIMIT).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    }
}
