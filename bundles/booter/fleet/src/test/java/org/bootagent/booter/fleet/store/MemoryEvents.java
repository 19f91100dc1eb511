package org.bootagent.booter.fleet.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.EventStore;
import org.bootagent.booter.fleet.event.FleetEvent;

/** Events of the store in memory, the oldest first. */
record MemoryEvents(MemoryStore.State state) implements EventStore {
    @Override
    public int add(Collection<FleetEvent> events) {
        int before = state.events.size();
        for (FleetEvent event : events) {
            boolean known = state.events.stream()
                    .anyMatch(one ->
                            one.agentsn().equals(event.agentsn()) && one.id().equals(event.id()));
            if (!known) {
                state.events.add(event);
            }
        }
        return state.events.size() - before;
    }

    @Override
    public Page<FleetEvent> list(EventFilter filter, Slice slice) {
        var newestFirst = new ArrayList<>(state.events);
        Collections.reverse(newestFirst);
        return MemoryStore.page(
                newestFirst,
                event -> MemoryStore.selects(filter.agentsn(), event.agentsn())
                        && MemoryStore.selects(filter.agent(), event.agent())
                        && MemoryStore.selects(filter.type(), event.type())
                        && (filter.since() == null || !event.received().isBefore(filter.since())),
                slice);
    }

    @Override
    public long count() {
        return state.events.size();
    }

    @Override
    public int prune(Instant before) {
        int all = state.events.size();
        state.events.removeIf(event -> event.received().isBefore(before));
        return all - state.events.size();
    }
}
