package org.bootagent.transport;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;

/** Registers a host at its first start. */
public final class Registration {
    static final Pattern AGENTSN = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
    private static final int MAX_TAGS = 256;

    private final Supplier<String> hostname;
    private final List<ServerAddress> firstServers;
    private final Duration firstStep;
    private final Optional<UUID> serialNumber;

    /**
     * Creates a registration.
     *
     * @param firstServers persisted unless the server gives others
     * @param firstStep in force until the server gives another
     */
    public Registration(Supplier<String> hostname, List<ServerAddress> firstServers, Duration firstStep) {
        this(hostname, firstServers, firstStep, Optional.empty());
    }

    /** @param serialNumber configured number to propose; empty: any */
    public Registration(
            Supplier<String> hostname,
            List<ServerAddress> firstServers,
            Duration firstStep,
            Optional<UUID> serialNumber) {
        this.hostname = hostname;
        this.firstServers = firstServers;
        this.firstStep = firstStep;
        this.serialNumber = serialNumber;
    }

    public List<ServerAddress> firstServers() {
        return firstServers;
    }

    public Duration firstStep() {
        return firstStep;
    }

    /**
     * Returns a request with a new serial number each time, unless it is configured. The one before may be taken, perhaps by a request whose reply was lost.
     */
    public RegisterRequest request() {
        return new RegisterRequest(
                hostname.get(), serialNumber.orElseGet(UUID::randomUUID).toString());
    }

    /**
     * Reads the settings to persist from a reply.
     *
     * @throws IOException when the host is not registered by this reply, and why
     */
    public HostSettings read(JsonNode tree) throws IOException {
        if (!tree.path("status").isIntegralNumber() || tree.path("status").asLong() != 0) {
            throw new IOException("its status is " + tree.path("status") + ", not 0");
        }
        try {
            return settings(Json.WIRE.treeToValue(tree, RegisterReply.class));
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

    /** Returns the tags. A tag without a value has an empty one. */
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
