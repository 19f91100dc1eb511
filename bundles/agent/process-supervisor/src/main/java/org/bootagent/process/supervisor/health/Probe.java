package org.bootagent.process.supervisor.health;

import java.util.Optional;

/** One way to look at an agent. */
interface Probe {
    /** Why the agent is not healthy, for an operator; empty if it is. Returns when the timeout is over, at the latest. */
    Optional<String> failure() throws InterruptedException;
}
