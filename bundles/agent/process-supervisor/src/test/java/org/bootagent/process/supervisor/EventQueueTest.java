package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bootagent.api.report.Event;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    @Test
    void anEventThatIsLostIsLogged() {
        try (var logged = new LogRecords(EventQueue.class)) {
            var queue = new EventQueue((type, agent, detail) -> {
                throw new NoClassDefFoundError("gone");
            });
            queue.publish(Event.Type.HEALTHY, "a", "first");
            queue.close();
            queue.publish(Event.Type.HEALTHY, "a", "after the end");

            assertThat(logged.messages())
                    .hasSize(2)
                    .allMatch(line -> line.contains("of agent a is lost"))
                    .anyMatch(line -> line.contains("first"))
                    .anyMatch(line -> line.contains("after the end"));
        }
    }
}
