package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.tls.TlsException;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.KnownServers;
import org.bootagent.transport.NoServerException;
import org.bootagent.transport.ProposedNumber;
import org.bootagent.transport.Registration;
import org.bootagent.transport.grpc.host.HostFacts;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers with the first server that accepts this host. For one thread. */
final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    /** Interval after a refusal, the same as an original sidecar's. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(3);

    private final Metafile metafile;
    private final KnownServers known;
    private final List<ServerAddress> builtIn;
    private final Registration registration;
    private final HostFacts facts;
    private final Links links;
    private final Dialects dialects;
    private final Backoff backoff;
    private final Backoff rivalry;
    private final ProposedNumber proposed;
    /** Original servers with which this process has registered; once is enough for them. */
    private final Set<ServerAddress> registered = new HashSet<>();

    /** Makes connections. */
    interface Links {
        Link to(ServerAddress server) throws TlsException;
    }

    /** Chooses the dialect for a server. */
    interface Dialects {
        Dialect of(Link link, UUID id, boolean booter);
    }

    Connector(
            Metafile metafile,
            List<ServerAddress> builtIn,
            Registration registration,
            ProposedNumber proposed,
            HostFacts facts,
            Links links,
            Dialects dialects,
            Supplier<Backoff> backoffs) {
        this.metafile = metafile;
        this.known = new KnownServers(metafile);
        this.builtIn = builtIn;
        this.registration = registration;
        this.proposed = proposed;
        this.facts = facts;
        this.links = links;
        this.dialects = dialects;
        this.backoff = backoffs.get();
        this.rivalry = backoffs.get();
    }

    Optional<HostSettings> settings() {
        return metafile.read(HostSettings.SECTION);
    }

    /** Logs who this host is, because a server may have to be told of it first. */
    void introduce() {
        var known = settings();
        try {
            if (known.isEmpty()) {
                LOG.info("This host asks to be registered with serial number {}", number());
            } else if (proposed.differsFrom(known.get().agentsn())) {
                LOG.warn(
                        "host/serialNumber is ignored: this host is registered as {}",
                        known.get().agentsn());
            }
        } catch (MetafileException e) {
            LOG.error("Cannot store the serial number of this host: {}", e.getMessage());
        }
    }

    Duration step() {
        return settings().map(HostSettings::step).orElse(registration.firstStep());
    }

    Session connect() throws NoServerException {
        var problems = new ArrayList<String>();
        boolean refused = false;
        for (ServerAddress server : servers()) {
            try {
                return connect(server);
            } catch (RefusedException e) {
                refused = true;
                problems.add(server + ": " + notAdmitted(e));
            } catch (TlsException e) {
                // No server gets anything then.
                throw new NoServerException(e.getMessage(), backoff.next(step()));
            } catch (IOException | MetafileException e) {
                problems.add(server + ": " + e.getMessage());
            }
        }
        String why = problems.isEmpty() ? NoServerException.NONE_KNOWN : String.join("; ", problems);
        throw new NoServerException(why, refused ? AFTER_REFUSAL : backoff.next(step()));
    }

    /** Returns the operator's message for a server that must know the serial number beforehand. */
    private String notAdmitted(RefusedException refusal) {
        return "it does not take serial number " + number() + " (" + refusal.said()
                + "); admit this host there, as its installation does, or set host/serialNumber to a number that it knows";
    }

    /** Returns the number under which this host registers. */
    private UUID number() {
        return settings().map(Connector::id).orElseGet(proposed::current);
    }

    /** Notes that a server has accepted something: it is preferred from now on, and reconnected to soon. */
    void proved(ServerAddress server) {
        backoff.reset();
        known.remember(server);
    }

    /**
     * Returns how long to wait after a connection was lost.
     *
     * @param lasted how long there was one
     */
    Duration pause(Session ended, Link.End how, Duration lasted) {
        if (ended.link().answeredByBooter() && registered.remove(ended.link().server())) {
            // It is there, and only has to be told who this is.
            return Backoff.SHORTEST;
        }
        return switch (how) {
            case LOST -> backoff.next(step());
            case REPLACED -> pauseAsReplaced(lasted);
            case REFUSED -> AFTER_REFUSAL;
            case UNKNOWN -> {
                registered.remove(ended.link().server());
                yield AFTER_REFUSAL;
            }
        };
    }

    /**
     * Returns the wait after a stream with the same serial number has replaced this one. With a second host of that number, each would replace the other as
     * soon as it is back, and both would connect well every time. So the wait starts over only after a connection that lasted longer than a rival stays away.
     */
    Duration pauseAsReplaced(Duration lasted) {
        if (lasted.compareTo(Backoff.cap(step())) > 0) {
            rivalry.reset();
        }
        return rivalry.next(step());
    }

    private List<ServerAddress> servers() {
        var persisted = settings().map(Connector::persisted).orElse(registration.firstServers());
        return KnownServers.inOrder(persisted, builtIn, known.lastResort());
    }

    private static List<ServerAddress> persisted(HostSettings settings) {
        return settings.servers().stream().map(ServerAddress::parse).toList();
    }

    private Session connect(ServerAddress server) throws IOException {
        var link = links.to(server);
        try {
            return register(link);
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private Session register(Link link) throws IOException {
        var before = settings();
        if (before.isPresent() && registered.contains(link.server())) {
            link.connect();
            return session(link, before.get(), false);
        }
        var reply = link.register(number(), facts.request(link.server())).getReply();
        var now = before.isPresent() ? stillKnown(before.get(), reply) : firstTime(reply);
        if (reply.isEmpty()) {
            registered.add(link.server());
        }
        return session(link, now, !reply.isEmpty());
    }

    private Session session(Link link, HostSettings settings, boolean booter) {
        return new Session(link, id(settings), dialects.of(link, id(settings), booter));
    }

    private static UUID id(HostSettings settings) {
        return UUID.fromString(settings.agentsn());
    }

    private static HostSettings stillKnown(HostSettings settings, ByteString reply) throws IOException {
        if (!reply.isEmpty()) {
            var status = Json.MAPPER.readTree(reply.newInput()).path("status");
            if (status.asLong(-1) != 0) {
                throw new IOException("it refused this host: its status is " + status + ", not 0");
            }
        }
        return settings;
    }

    private HostSettings firstTime(ByteString reply) throws IOException {
        var settings = reply.isEmpty() ? keptByPeer() : given(reply);
        metafile.commit(edit -> edit.put(HostSettings.SECTION, settings));
        return settings;
    }

    /** Returns settings of the host's own, because an original EasyAgent server sends none. */
    private HostSettings keptByPeer() {
        var servers = registration.firstServers().stream()
                .map(ServerAddress::toString)
                .toList();
        return new HostSettings(proposed.current().toString(), null, servers, registration.firstStep());
    }

    private HostSettings given(ByteString reply) throws IOException {
        try {
            return registration.read(Json.MAPPER.readTree(reply.newInput()));
        } catch (IOException e) {
            // The one before may be taken.
            proposed.refused();
            throw new IOException("not registered: " + e.getMessage(), e);
        }
    }
}
