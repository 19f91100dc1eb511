package org.bootagent.booter.fleet.easyagent;

import static org.bootagent.booter.fleet.FleetException.Kind.NOT_FOUND;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.host.Bonds;
import org.bootagent.booter.fleet.host.NewHosts;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.intake.UnchangedReports;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.store.FleetHook;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registry of what EasyAgent's protocol adds to the fleet: facts of machines, and a UUID for each agent. Thread-safe. */
public final class EasyDesk implements FleetHook {
    private static final Logger LOG = LoggerFactory.getLogger(EasyDesk.class);
    private static final int MAX_NAME = 64;

    private final FleetStore store;
    private final EasyAdmission admission;
    private final Bonds bonds;
    private final UnchangedReports unchanged;
    private final List<Consumer<CallbackRequest>> callbacks = new CopyOnWriteArrayList<>();

    public EasyDesk(FleetStore store, Welcome welcome, Bonds bonds, UnchangedReports unchanged, NewHosts newHosts) {
        this.store = store;
        this.unchanged = unchanged;
        this.admission = new EasyAdmission(store, welcome, newHosts);
        this.bonds = bonds;
    }

    /** Takes hosts in that register by this protocol, known or not, as one transaction. @return what became of each, in their order */
    public List<Registered> register(List<Newcomer> newcomers) {
        var registered = admission.register(newcomers);
        bonds.forget(newcomers.stream()
                .filter(one -> one.certificate() != null)
                .map(one -> one.host().agentsn())
                .toList());
        unchanged.forget(newcomers.stream().map(one -> one.host().agentsn()).toList());
        return registered;
    }

    @Override
    public void finished(UnitOfWork work, List<FleetJob> jobs) {
        AgentsOfOriginals.note(work, jobs);
        Uninstalled.note(work, jobs);
    }

    /** Calls this with callbacks that a host agent asks for, each time that it has registered and is connected. @return ends that */
    public Runnable onCallbacks(Consumer<CallbackRequest> listener) {
        callbacks.add(listener);
        return () -> callbacks.remove(listener);
    }

    /** Passes on the callbacks that a host agent asks for. */
    public void callbacksRequested(CallbackRequest request) {
        for (Consumer<CallbackRequest> listener : callbacks) {
            try {
                listener.accept(request);
            } catch (RuntimeException e) {
                LOG.error("{} failed to take the callbacks of host {}", listener, request.agentsn(), e);
            }
        }
    }

    /** Returns the owner of the certificate that a host is known by; empty if it is known by none. */
    public Optional<String> certificate(String agentsn) {
        return bonds.of(agentsn);
    }

    /** @throws FleetException NOT_FOUND (no such host) */
    public Sidecar rename(String agentsn, String displayName) {
        return store.inTransaction(tx -> {
            require(tx, agentsn);
            Sidecar named = tx.easyAgent()
                    .sidecar(agentsn)
                    .orElse(Sidecar.unknown(agentsn))
                    .named(displayName);
            tx.easyAgent().putSidecars(List.of(named));
            return named;
        });
    }

    /** Returns the facts of machines by host; a host that never registered by this protocol is left out. */
    public Map<String, Sidecar> sidecars(Collection<String> serialNumbers) {
        return read(tx -> tx.easyAgent().sidecars(serialNumbers)).stream()
                .collect(Collectors.toMap(Sidecar::agentsn, Function.identity()));
    }

    /** Returns the facts of a host's machine; empty facts if it never registered by this protocol. */
    public Sidecar facts(String agentsn) {
        return read(tx -> tx.easyAgent().sidecar(agentsn)).orElse(Sidecar.unknown(agentsn));
    }

    /** Finds an agent, also one that was removed. */
    public Optional<AgentIdentity> find(String agentId) {
        return read(tx -> tx.easyAgent().identity(agentId.toLowerCase(Locale.ROOT)));
    }

    /**
     * A UUID for an agent that is about to be installed. Its name on the host is the one that is asked for, as far as its characters and the agents that the
     * host has allow it.
     *
     * @throws FleetException NOT_FOUND (no such host)
     */
    public AgentIdentity install(
            String agentsn, String displayName, String binaryPath, String configurationPath, Instant now) {
        String id = UUID.randomUUID().toString();
        return store.inTransaction(tx -> {
            require(tx, agentsn);
            String name = free(tx, agentsn, plain(displayName), id);
            var identity = new AgentIdentity(id, agentsn, name, displayName, binaryPath, configurationPath, false, now);
            tx.easyAgent().putIdentities(List.of(identity));
            return identity;
        });
    }

    /** @throws FleetException NOT_FOUND */
    public AgentIdentity agent(String agentId) {
        return find(agentId)
                .orElseThrow(() -> new FleetException(
                        NOT_FOUND, "no agent has the id " + agentId + "; GET /api/v1/agent lists those there are"));
    }

    /** The name of an agent of this host; of one that is not known there, what was asked for. */
    public String nameOn(String agentsn, String agentId) {
        return find(agentId)
                .filter(identity -> identity.agentsn().equals(agentsn))
                .map(AgentIdentity::name)
                .orElse(agentId);
    }

    /**
     * Returns the UUID by which a host knows an agent, given to it now if it has none. A name that is a UUID and nobody's is its own: so an agent is named that
     * another server has installed.
     */
    public String idOn(String agentsn, String name, Instant now) {
        return isId(name)
                ? read(tx -> known(tx, agentsn, name))
                        .map(AgentIdentity::agentId)
                        .orElse(name)
                : agent(agentsn, name, now).agentId();
    }

    /** The UUID of an agent of that name, given to it now if it has none. */
    public AgentIdentity agent(String agentsn, String name, Instant now) {
        return store.inTransaction(tx -> known(tx, agentsn, name).orElseGet(() -> {
            var identity = plainly(tx, agentsn, name, now);
            tx.easyAgent().putIdentities(List.of(identity));
            return identity;
        }));
    }

    /** Lists installed agents, sorted by host and name. An agent that came another way than by this protocol is given its UUID now. */
    public Page<AgentIdentity> agents(String agentsn, Slice slice, Instant now) {
        return store.inTransaction(tx -> {
            var hosts = tx.easyAgent().unidentified(agentsn);
            if (!hosts.isEmpty()) {
                // Read only when nobody changes them any more: one may just have told that it has removed an agent.
                tx.hosts().lock(hosts);
                tx.easyAgent().putIdentities(missing(tx, tx.agents().find(hosts), now));
            }
            return tx.easyAgent().identities(agentsn, slice);
        });
    }

    /** Jobs that were sent to EasyAgent's own sidecars before then and have no result. */
    public List<FleetJob> unanswered(Instant before, int limit) {
        return read(tx -> tx.easyAgent().unanswered(before, limit));
    }

    /** Identities of agents that are there and have none, or one of an agent that was removed. */
    private static List<AgentIdentity> missing(UnitOfWork tx, List<HostAgent> agents, Instant now) {
        var hosts = agents.stream().map(HostAgent::agentsn).distinct().toList();
        var known = new HashMap<String, AgentIdentity>();
        tx.easyAgent()
                .identities(hosts)
                .forEach(identity -> known.put(identity.agentsn() + '/' + identity.name(), identity));
        var missing = new ArrayList<AgentIdentity>();
        for (HostAgent agent : agents) {
            var identity = known.get(agent.agentsn() + '/' + agent.name());
            if (identity == null) {
                missing.add(plainly(tx, agent.agentsn(), agent.name(), now));
            } else if (identity.removed()) {
                missing.add(identity.gone(false));
            }
        }
        return missing;
    }

    private static AgentIdentity plainly(UnitOfWork tx, String agentsn, String name, Instant now) {
        boolean own = isId(name) && tx.easyAgent().identity(name).isEmpty();
        String id = own ? name : UUID.randomUUID().toString();
        return new AgentIdentity(id, agentsn, name, name, "", "", false, now);
    }

    /** Tells whether a name is a UUID as it is written here. */
    private static boolean isId(String name) {
        return Fields.serialNumber(name).filter(name::equals).isPresent();
    }

    private static Optional<AgentIdentity> known(UnitOfWork tx, String agentsn, String name) {
        return tx.easyAgent().identities(List.of(agentsn)).stream()
                .filter(identity -> identity.name().equals(name))
                .findFirst();
    }

    /** The characters that the name of an agent may have. */
    private static String plain(String displayName) {
        String plain = displayName.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[._-]+", "");
        return plain.isEmpty() ? "agent" : plain.substring(0, Math.min(plain.length(), MAX_NAME));
    }

    private static String free(UnitOfWork tx, String agentsn, String wanted, String id) {
        boolean taken = tx.easyAgent().identities(List.of(agentsn)).stream()
                        .anyMatch(other -> other.name().equals(wanted))
                || tx.agents().find(agentsn).stream()
                        .anyMatch(other -> other.name().equals(wanted));
        String suffix = "-" + id.substring(0, 8);
        return taken ? wanted.substring(0, Math.min(wanted.length(), MAX_NAME - suffix.length())) + suffix : wanted;
    }

    private static void require(UnitOfWork tx, String agentsn) {
        if (tx.hosts().find(agentsn).isEmpty()) {
            throw FleetException.noHost(agentsn);
        }
    }

    private <T> T read(Function<UnitOfWork, T> query) {
        return store.inTransaction(query);
    }
}
