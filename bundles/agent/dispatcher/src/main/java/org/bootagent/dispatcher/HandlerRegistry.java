package org.bootagent.dispatcher;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.job.JobAgents;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobQueue.Action;

/** Currently registered handlers. */
final class HandlerRegistry {
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private volatile Runnable listener = () -> {};

    /**
     * A handler and the properties of its service.
     *
     * @param agents that it is for; empty: all
     * @param ranking of the service: the highest serves
     * @param serviceId the lowest serves, among equals
     */
    record Registration(
            JobHandler handler,
            List<String> actions,
            List<String> agents,
            int ranking,
            long serviceId,
            String bundle,
            String version) {
        static final Comparator<Registration> BEST_FIRST =
                Comparator.comparingInt(Registration::ranking).reversed().thenComparingLong(Registration::serviceId);

        Registration {
            actions = List.copyOf(actions);
            agents = List.copyOf(agents);
        }

        /** Registers a handler for every agent. */
        Registration(
                JobHandler handler, List<String> actions, int ranking, long serviceId, String bundle, String version) {
            this(handler, actions, List.of(), ranking, serviceId, bundle, version);
        }

        boolean serves(String action) {
            return agents.isEmpty() && actions.contains(action);
        }

        boolean servesOnly(String agent, String action) {
            return agents.contains(agent) && actions.contains(action);
        }
    }

    /** Sets the listener, which is called on any thread after a handler has come or gone. */
    void onChange(Runnable newListener) {
        listener = newListener;
    }

    /** Adds a registration, or replaces it when its service's properties have changed. */
    void put(Registration registration) {
        synchronized (registrations) {
            registrations.removeIf(known -> known.serviceId() == registration.serviceId());
            registrations.add(registration);
        }
        listener.run();
    }

    void remove(long serviceId) {
        synchronized (registrations) {
            registrations.removeIf(known -> known.serviceId() == serviceId);
        }
        listener.run();
    }

    /** Finds the handler for a job on this agent; the name may be empty. */
    Optional<Registration> find(String action, String agent) {
        return registrations.stream()
                .filter(registration -> registration.servesOnly(agent, action))
                .min(Registration.BEST_FIRST)
                .or(() -> agent.equals(JobAgents.HOST_AGENT) ? Optional.empty() : find(action));
    }

    private Optional<Registration> find(String action) {
        return registrations.stream()
                .filter(registration -> registration.serves(action))
                .min(Registration.BEST_FIRST);
    }

    /** Returns the actions by name; of several registrations of one action, the one that serves any agent. */
    List<Action> actions() {
        var names = new TreeSet<String>();
        registrations.forEach(registration -> names.addAll(registration.actions()));
        return names.stream()
                .flatMap(
                        name -> find(name)
                                .map(registration -> new Action(name, registration.bundle(), registration.version()))
                                .stream())
                .toList();
    }
}
