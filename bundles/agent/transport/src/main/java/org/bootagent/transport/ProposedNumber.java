package org.bootagent.transport;

import java.util.Optional;
import java.util.UUID;
import org.bootagent.api.host.HostProposal;
import org.bootagent.api.metafile.Metafile;

/**
 * Serial number under which this host registers until a server accepts it: the configured one, or one of its own. It survives restarts, because a server may
 * have to be told of it first.
 */
public final class ProposedNumber {
    private final Metafile metafile;
    private final Optional<UUID> configured;

    /** @param configured the setting {@code host/serialNumber}; empty: none @throws IllegalArgumentException if it is no UUID */
    public ProposedNumber(Metafile metafile, String configured) {
        this.metafile = metafile;
        this.configured = parse(configured);
    }

    /** @throws IllegalArgumentException if it is neither a UUID nor empty */
    public static Optional<UUID> parse(String configured) {
        if (configured.isBlank()) {
            return Optional.empty();
        }
        if (!Registration.AGENTSN.matcher(configured.strip()).matches()) {
            throw new IllegalArgumentException(
                    "host/serialNumber is '" + configured + "', must be a UUID, such as " + UUID.randomUUID());
        }
        return Optional.of(UUID.fromString(configured.strip()));
    }

    /** Returns the number; it is durable by then. */
    public UUID current() {
        var before =
                metafile.read(HostProposal.SECTION).map(HostProposal::agentsn).map(UUID::fromString);
        var now = configured.or(() -> before).orElseGet(UUID::randomUUID);
        if (!before.equals(Optional.of(now))) {
            keep(now);
        }
        return now;
    }

    /** Returns whether the settings name another serial number than the registered one. */
    public boolean differsFrom(String agentsn) {
        return configured.isPresent() && !configured.get().equals(UUID.fromString(agentsn));
    }

    /** Notes that the server refused the number. The next one is another, unless it is configured. */
    public void refused() {
        keep(configured.orElseGet(UUID::randomUUID));
    }

    private void keep(UUID number) {
        metafile.commit(edit -> edit.put(HostProposal.SECTION, new HostProposal(number.toString())));
    }
}
