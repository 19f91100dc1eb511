package org.bootagent.booter.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Health without a fleet, as after a failed store; with one it is queried over HTTP. */
class HealthTest {
    private final FakeRuntime runtime = new FakeRuntime();
    private final Health health = new Health("1.2.3", null, new Components(runtime), null);

    @Test
    void withoutAFleetTheStoreDoesNotAnswer() {
        assertThat(health.state())
                .containsEntry("status", "failed")
                .containsEntry("detail", "the store does not answer")
                .containsEntry("components", List.of());
    }

    @Test
    void theComponentThatTookTheFleetAlongIsNamed() {
        runtime.failed("org.bootagent.booter.Store", "java.sql.SQLException: the disk is full\n\tat x");

        assertThat(health.state())
                .containsEntry("status", "failed")
                .containsEntry(
                        "components", List.of(new Components.Down("org.bootagent.booter.Store", "the disk is full")));
    }

    @Test
    void oneThatFailedWithoutAWordIsNamedToo() {
        runtime.failed("org.bootagent.booter.Store", "java.lang.NullPointerException\n\tat x");
        runtime.failed("org.bootagent.booter.Usage", null);

        assertThat(health.state())
                .containsEntry(
                        "components",
                        List.of(
                                new Components.Down("org.bootagent.booter.Store", "java.lang.NullPointerException"),
                                new Components.Down("org.bootagent.booter.Usage", "the log says why")));
    }
}
