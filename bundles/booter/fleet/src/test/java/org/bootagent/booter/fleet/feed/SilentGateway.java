package org.bootagent.booter.fleet.feed;

import java.util.List;
import java.util.function.Predicate;
import org.bootagent.booter.fleet.job.FleetJob;

/** Gateway that reaches hosts and delivers nothing, for tests of what counts as sent. */
public record SilentGateway(Predicate<String> reached) implements HostGateway {
    @Override
    public boolean reaches(String agentsn) {
        return reached.test(agentsn);
    }

    @Override
    public void deliver(List<FleetJob> jobs) {}
}
