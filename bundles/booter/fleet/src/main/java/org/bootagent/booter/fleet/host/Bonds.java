package org.bootagent.booter.fleet.host;

import static org.bootagent.booter.fleet.FleetException.Kind.FORBIDDEN;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.store.FleetStore;

/** Certificates that hosts are known by. Only this process binds a host, so the store is asked once for each. */
public final class Bonds {
    /** Numbers that nobody has may be asked for without end. */
    private static final int MAX_REMEMBERED = 100_000;

    private final FleetStore store;
    private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();

    public Bonds(FleetStore store) {
        this.store = store;
    }

    public void requireNone(String agentsn) {
        var certificate = of(agentsn);
        if (certificate.isPresent()) {
            throw new FleetException(
                    FORBIDDEN,
                    "host " + agentsn + " is known by the certificate of " + certificate.get()
                            + ", which is shown on the stream only; let it come there (--transport grpc), or remove the"
                            + " host from Booter and let it register again");
        }
    }

    /** Returns the owner of the certificate that a host is known by. */
    public Optional<String> of(String agentsn) {
        if (known.size() >= MAX_REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(agentsn, this::read);
    }

    /** Hosts have been bound. */
    public void forget(Collection<String> agentsns) {
        known.keySet().removeAll(agentsns);
    }

    public void forget(String agentsn) {
        known.remove(agentsn);
    }

    private Optional<String> read(String agentsn) {
        var certificates = store.inTransaction(tx -> tx.hosts().certificates(List.of(agentsn)));
        return Optional.ofNullable(certificates.get(agentsn));
    }
}
