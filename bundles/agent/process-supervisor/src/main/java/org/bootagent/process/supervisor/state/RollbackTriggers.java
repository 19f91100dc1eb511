package org.bootagent.process.supervisor.state;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.process.RollbackTrigger;

/** Those that there are now; usually one, or none. */
public final class RollbackTriggers implements RollbackTrigger {
    private final List<RollbackTrigger> triggers = new CopyOnWriteArrayList<>();

    public void add(RollbackTrigger trigger) {
        triggers.add(trigger);
    }

    public void remove(RollbackTrigger trigger) {
        triggers.remove(trigger);
    }

    @Override
    public boolean rollBack(String agent, String reason) {
        return triggers.stream().anyMatch(trigger -> trigger.rollBack(agent, reason));
    }
}
