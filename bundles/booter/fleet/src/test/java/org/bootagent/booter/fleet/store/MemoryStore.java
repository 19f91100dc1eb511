package org.bootagent.booter.fleet.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;

/** Fleet store in memory, for tests of the fleet's rules: one unit of work at a time, on a copy that replaces the state when it is committed. */
public final class MemoryStore implements FleetStore {
    private State state = new State();

    /** All that is stored. The records in it are immutable, so copies of the collections are enough. */
    static final class State {
        final Map<String, Host> hosts = new TreeMap<>();
        final Set<String> duplicates = new TreeSet<>();
        final Map<List<String>, HostAgent> agents = new HashMap<>();
        final TreeMap<Long, FleetJob> jobs = new TreeMap<>();
        final List<FleetEvent> events = new ArrayList<>();
        final Map<String, Sidecar> sidecars = new HashMap<>();
        final Map<String, String> certificates = new HashMap<>();
        final Map<String, AgentIdentity> identities = new TreeMap<>();
        long seq;

        State copy() {
            var copy = new State();
            copy.hosts.putAll(hosts);
            copy.duplicates.addAll(duplicates);
            copy.agents.putAll(agents);
            copy.jobs.putAll(jobs);
            copy.events.addAll(events);
            copy.sidecars.putAll(sidecars);
            copy.certificates.putAll(certificates);
            copy.identities.putAll(identities);
            copy.seq = seq;
            return copy;
        }
    }

    @Override
    public synchronized <T> T inTransaction(Function<UnitOfWork, T> work) {
        var copy = state.copy();
        T result = work.apply(new ComposedUnitOfWork(
                new MemoryHosts(copy),
                new MemoryAgents(copy),
                new MemoryJobs(copy),
                new MemoryEvents(copy),
                new MemoryEasyAgent(copy)));
        state = copy;
        return result;
    }

    static <T> List<T> known(Collection<String> keys, Map<String, T> all) {
        return keys.stream().distinct().filter(all::containsKey).map(all::get).toList();
    }

    static <T> Page<T> page(Collection<T> all, Predicate<T> selected, Slice slice) {
        var rows = all.stream().filter(selected).toList();
        return new Page<>(
                rows.stream().skip(slice.offset()).limit(slice.limit()).toList(), rows.size());
    }

    /** Returns whether a filter's field selects the value; null selects all. */
    static boolean selects(Object wanted, Object value) {
        return wanted == null || wanted.equals(value);
    }
}
