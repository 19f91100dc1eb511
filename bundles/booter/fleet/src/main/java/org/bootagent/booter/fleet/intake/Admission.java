package org.bootagent.booter.fleet.intake;

import static org.bootagent.booter.fleet.FleetException.Kind.CONFLICT;
import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.NewHosts;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each new host a serial number of its own. */
public final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final FleetStore store;
    private final Welcome welcome;
    private final Supplier<UUID> numbers;
    private final NewHosts newHosts;

    public Admission(FleetStore store, Welcome welcome, Supplier<UUID> numbers, NewHosts newHosts) {
        this.newHosts = newHosts;
        this.store = store;
        this.welcome = welcome;
        this.numbers = numbers;
    }

    /** Registers a host. A known serial number is never given again, even to the same host name: a clone of a machine proposes its original's. */
    public RegisterReply register(RegisterRequest request, String from, Instant now) {
        if (request == null) {
            throw new FleetException(INVALID, "the body must be an object with hostname and agentsn");
        }
        String hostname = Fields.hostname(request.hostname());
        newHosts.require(from, store.inTransaction(work -> work.hosts().count()), now);
        String agentsn = store.inTransaction(tx -> admit(tx, request.agentsn(), hostname, now));
        LOG.info("host {} registered as {}", hostname, agentsn);
        return welcome.to(agentsn);
    }

    /**
     * Takes in a host that did not come yet. It is offline until it does.
     *
     * @param proposed its serial number, or null: any
     * @throws FleetException INVALID, CONFLICT (a host has this serial number)
     */
    public Host announce(String hostname, String proposed, Instant now) {
        String agentsn = proposed == null
                ? random()
                : Fields.serialNumber(proposed)
                        .orElseThrow(() -> new FleetException(INVALID, "the serial number must be a UUID"));
        Host host = host(agentsn, Fields.hostname(hostname), now).until(now);
        newHosts.require(null, store.inTransaction(work -> work.hosts().count()), now);
        if (!store.inTransaction(tx -> tx.hosts().add(host))) {
            throw new FleetException(CONFLICT, "host " + agentsn + " is known already");
        }
        LOG.info("host {} is announced as {}", host.hostname(), agentsn);
        return host;
    }

    private String admit(UnitOfWork tx, String proposed, String hostname, Instant now) {
        String agentsn = Fields.serialNumber(proposed).orElseGet(this::random);
        while (!tx.hosts().add(host(agentsn, hostname, now))) {
            agentsn = random();
        }
        return agentsn;
    }

    private Host host(String agentsn, String hostname, Instant now) {
        return new Host(agentsn, hostname, "", welcome.tags(), Fields.step(welcome.step()), 0, List.of(), now, now);
    }

    private String random() {
        return numbers.get().toString();
    }
}
