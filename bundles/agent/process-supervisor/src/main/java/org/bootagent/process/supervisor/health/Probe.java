package org.bootagent.process.supervisor.health;

import java.util.Optional;

/** Checks the health of an agent in one way. */
interface Probe {
    /** Returns why the agent is not healthy, for an operator; empty if it is. Ends when the timeout is over, at the latest. */
    Optional<String> failure() throws InterruptedException;
}
