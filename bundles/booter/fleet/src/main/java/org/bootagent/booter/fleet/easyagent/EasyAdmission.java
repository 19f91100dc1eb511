package org.bootagent.booter.fleet.easyagent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.NewHosts;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.RegisterReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes hosts in that register by EasyAgent's protocol, many as one transaction: after a restart of Booter all come back at once. */
final class EasyAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(EasyAdmission.class);

    private final FleetStore store;
    private final Welcome welcome;
    private final NewHosts newHosts;

    EasyAdmission(FleetStore store, Welcome welcome, NewHosts newHosts) {
        this.store = store;
        this.welcome = welcome;
        this.newHosts = newHosts;
    }

    /** @return what became of each, in their order */
    List<Registered> register(List<Newcomer> newcomers) {
        var registered = store.inTransaction(tx -> register(tx, newcomers));
        for (Registered one : registered) {
            if (one.host() != null && one.first()) {
                LOG.info(
                        "host {} registered as {}",
                        one.host().hostname(),
                        one.host().agentsn());
            }
        }
        return registered;
    }

    private List<Registered> register(UnitOfWork tx, List<Newcomer> newcomers) {
        var numbers = newcomers.stream().map(one -> one.host().agentsn()).toList();
        var known = tx.hosts().find(numbers).stream().collect(Collectors.toMap(Host::agentsn, Function.identity()));
        // By their numbers: see Intake.
        var hosts = new TreeMap<String, Host>(known);
        var sidecars = new LinkedHashMap<String, Sidecar>();
        var certificates = certificates(tx, newcomers);
        var shown = new HashMap<String, String>();
        var registered = new ArrayList<Registered>(newcomers.size());
        for (Newcomer one : newcomers) {
            Host before = hosts.get(one.host().agentsn());
            String knownBy = certificates.get(one.host().agentsn());
            String full = before == null && one.admitted()
                    ? newHosts.refusal(
                            one.from(),
                            tx.hosts().count() + hosts.size() - known.size(),
                            one.host().lastSeen())
                    : null;
            if (before == null && !one.admitted()) {
                registered.add(Registered.REFUSED);
            } else if (full != null) {
                registered.add(Registered.full(full));
            } else if (knownBy != null && !knownBy.equals(one.certificate())) {
                registered.add(Registered.knownBy(knownBy));
            } else {
                if (one.certificate() != null && knownBy == null) {
                    certificates.put(one.host().agentsn(), one.certificate());
                    shown.put(one.host().agentsn(), one.certificate());
                }
                Host now = now(one, before);
                hosts.put(now.agentsn(), now);
                sidecars.put(now.agentsn(), one.sidecar());
                registered.add(new Registered(now, isFirst(before), reply(one, before), null, null));
            }
        }
        keepHosts(tx, known, hosts);
        keepSidecars(tx, sidecars);
        tx.hosts().putCertificates(shown);
        return registered;
    }

    /** Returns the owners of certificates by host. */
    private static Map<String, String> certificates(UnitOfWork tx, List<Newcomer> newcomers) {
        var numbers = newcomers.stream().map(one -> one.host().agentsn()).toList();
        return new HashMap<>(tx.hosts().certificates(numbers));
    }

    private static boolean isFirst(Host before) {
        // One that was only announced has no version yet.
        return before == null || before.version().isEmpty();
    }

    private RegisterReply reply(Newcomer one, Host before) {
        if (one.sidecar().original()) {
            return null;
        }
        if (before == null) {
            return welcome.to(one.host().agentsn());
        }
        Integer step = isFirst(before) && before.step() > 0 ? before.step() : null;
        return new RegisterReply(0, before.agentsn(), before.tags(), null, step);
    }

    /** Returns the host as it is kept now. The actions of an original sidecar are known beforehand; ours reports them. */
    private Host now(Newcomer one, Host before) {
        Host said = one.host();
        Host was = before == null ? unknown(one) : before;
        boolean original = one.sidecar().original();
        return new Host(
                said.agentsn(),
                said.hostname(),
                said.version(),
                was.tags(),
                original ? said.step() : was.step(),
                was.uptime(),
                original ? said.actions() : was.actions(),
                was.firstSeen(),
                said.lastSeen());
    }

    private Host unknown(Newcomer one) {
        Host said = one.host();
        boolean original = one.sidecar().original();
        String tags = original ? "" : welcome.tags();
        int step = original ? said.step() : Fields.step(welcome.step());
        return new Host(
                said.agentsn(), said.hostname(), "", tags, step, 0, List.of(), said.lastSeen(), said.lastSeen());
    }

    private static void keepHosts(UnitOfWork tx, Map<String, Host> known, Map<String, Host> now) {
        var here = now.values().stream()
                .filter(host -> known.containsKey(host.agentsn()))
                .toList();
        // One may just have been removed.
        var added = new ArrayList<>(tx.hosts().seen(here));
        now.values().stream().filter(host -> !known.containsKey(host.agentsn())).forEach(added::add);
        tx.hosts().addAll(added);
        tx.hosts()
                .update(here.stream()
                        .filter(host -> !known.get(host.agentsn()).saysOfItself(host))
                        .toList());
    }

    /** A name that an operator gave is kept. Nearly all come back as they were: what is the same is not written. */
    private static void keepSidecars(UnitOfWork tx, Map<String, Sidecar> said) {
        var known = new HashMap<String, Sidecar>();
        tx.easyAgent().sidecars(said.keySet()).forEach(sidecar -> known.put(sidecar.agentsn(), sidecar));
        var changed = new ArrayList<Sidecar>();
        said.forEach((agentsn, sidecar) -> {
            Sidecar before = known.get(agentsn);
            Sidecar now = sidecar.named(before == null ? "" : before.displayName());
            if (!now.equals(before)) {
                changed.add(now);
            }
        });
        tx.easyAgent().putSidecars(changed);
    }
}
