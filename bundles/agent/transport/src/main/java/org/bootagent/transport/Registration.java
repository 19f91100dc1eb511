package org.bootagent.transport;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first start: who this host is, as the server says it. For one thread. */
public final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final Pattern AGENTSN = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final int MAX_TAGS = 256;

    private final Metafile metafile;
    private final Supplier<String> machine;
    private final Supplier<String> hostname;
    private final List<ServerAddress> firstServers;
    private final Duration firstStep;
    private Proposal unsaved;

    /**
     * Registration of this host.
     *
     * @param firstServers persisted unless the server gives others
     * @param firstStep in force until the server gives another
     */
    public Registration(
            Metafile metafile, Supplier<String> hostname, List<ServerAddress> firstServers, Duration firstStep) {
        this(metafile, Proposal::thisMachine, hostname, firstServers, firstStep);
    }

    Registration(
            Metafile metafile,
            Supplier<String> machine,
            Supplier<String> hostname,
            List<ServerAddress> firstServers,
            Duration firstStep) {
        this.metafile = metafile;
        this.machine = machine;
        this.hostname = hostname;
        this.firstServers = firstServers;
        this.firstStep = firstStep;
    }

    public List<ServerAddress> firstServers() {
        return firstServers;
    }

    public Duration firstStep() {
        return firstStep;
    }

    public RegisterRequest request() {
        return new RegisterRequest(hostname.get(), proposed());
    }

    /**
     * The serial number that is proposed, the same each time: whoever has it already, be it another host or this one by a request whose reply was lost, the server
     * gives another then.
     */
    public String proposed() {
        String here = machine.get();
        var proposal = Optional.ofNullable(unsaved)
                .or(() -> metafile.read(Proposal.SECTION)
                        .filter(saved -> saved.machine().equals(here)
                                && AGENTSN.matcher(saved.agentsn()).matches()))
                .orElseGet(() -> Proposal.fresh(here));
        propose(proposal);
        return proposal.agentsn();
    }

    private void propose(Proposal proposal) {
        unsaved = null;
        if (metafile.read(Proposal.SECTION).equals(Optional.of(proposal))) {
            return;
        }
        try {
            metafile.commit(edit -> edit.put(Proposal.SECTION, proposal));
        } catch (MetafileException e) {
            LOG.debug("The proposed serial number is kept until the next start only", e);
            unsaved = proposal;
        }
    }

    /**
     * The host is registered by this.
     *
     * @throws MetafileException when it cannot be persisted; the host is not registered then
     */
    public void accept(HostSettings settings) {
        metafile.commit(edit -> {
            edit.put(HostSettings.SECTION, settings);
            edit.remove(Proposal.SECTION);
        });
    }

    /**
     * What is to be persisted. A refusal that gives a serial number is a hint what to propose next.
     *
     * @throws IOException when the host is not registered by this reply, and why
     */
    public HostSettings read(JsonNode tree) throws IOException {
        if (!tree.path("status").isIntegralNumber() || tree.path("status").asLong() != 0) {
            String other = tree.path("agentsn").asText();
            if (AGENTSN.matcher(other).matches()) {
                propose(new Proposal(other, machine.get()));
            }
            throw new IOException("its status is " + tree.path("status") + ", not 0");
        }
        try {
            return settings(Json.MAPPER.treeToValue(tree, RegisterReply.class));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private HostSettings settings(RegisterReply reply) {
        if (reply.agentsn() == null || !AGENTSN.matcher(reply.agentsn()).matches()) {
            throw new IllegalArgumentException("its agentsn '" + reply.agentsn() + "' is not a UUID");
        }
        var servers = reply.svrlist() == null ? firstServers : ServerAddress.parseList(reply.svrlist());
        return new HostSettings(
                reply.agentsn(),
                tags(reply.tags()),
                servers.stream().map(ServerAddress::toString).toList(),
                reply.step() == null ? firstStep : Duration.ofSeconds(reply.step()));
    }

    /** A tag without a value is one with an empty value. */
    private static Map<String, String> tags(String list) {
        var tags = new LinkedHashMap<String, String>();
        for (String tag : list == null ? new String[0] : list.split(",", -1)) {
            if (!tag.isBlank()) {
                int equals = tag.indexOf('=');
                String key = equals < 0 ? tag : tag.substring(0, equals);
                tags.put(
                        key.strip(), equals < 0 ? "" : tag.substring(equals + 1).strip());
            }
        }
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException("it has " + tags.size() + " tags, at most " + MAX_TAGS + " are taken");
        }
        return tags;
    }
}
