package org.bootagent.easyagent.testing;

import java.util.List;

/**
 * Traffic of one scenario, including periodic messages during it.
 *
 * @param stream the frames of the stream, in order
 * @param calls the management calls, in order
 * @param callbacks the server's own requests, in order
 */
public record Scenario(String name, List<Frame> stream, List<RestCall> calls, List<Callback> callbacks) {
    public Scenario {
        stream = List.copyOf(stream);
        calls = List.copyOf(calls);
        callbacks = List.copyOf(callbacks);
    }

    @Override
    public String toString() {
        return name;
    }
}
