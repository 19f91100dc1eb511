package org.bootagent.booter.easyagent;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.Host;
import org.bootagent.booter.fleet.JobListener;
import org.bootagent.easyagent.proto.ControlResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts on the stream. What is asked of them while they are there is written at once; the rest waits until they come. Thread-safe. */
final class Sessions implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Set<Session> held = ConcurrentHashMap.newKeySet();
    private final Fleet fleet;
    private final Delivery delivery;
    private final Executor executor;
    private final Presence presence;
    private final Together<Session> opened;

    /** @param executor for whatever waits for the database */
    Sessions(Fleet fleet, Delivery delivery, Executor executor) {
        this.fleet = fleet;
        this.delivery = delivery;
        this.executor = executor;
        this.presence = new Presence(fleet, executor);
        this.opened = new Together<>(executor, this::deliverDue);
    }

    /** One that registered on this server since it was started, or null. */
    Session find(String agentsn) {
        return sessions.get(agentsn);
    }

    /** A host has one session, and with it one stream: a second that it opens ends the first. @return the session of this host */
    Session register(Host host, boolean original) {
        return sessions.compute(host.agentsn(), (agentsn, known) -> {
            if (known != null && known.original() == original) {
                known.registered(host);
                return known;
            }
            if (known != null) {
                known.end(Status.ABORTED.withDescription("another program has registered as this host"));
            }
            return new Session(host, original);
        });
    }

    void open(Session session, StreamObserver<ControlResponse> stream, SocketAddress from) {
        session.open(stream, from, () -> {
            if (!session.original()) {
                fleet.suspect(session.agentsn());
            }
        });
        presence.note(session.host(fleet.now()), true);
        deliverUnlessHeld(session);
    }

    private void deliverUnlessHeld(Session session) {
        if (fleet.held(session.agentsn())) {
            held.add(session);
        } else {
            opened.add(session);
        }
    }

    /** What waits for hosts of which there might be two goes out as soon as there are not. */
    void lookAtHeld() {
        for (Session session : List.copyOf(held)) {
            held.remove(session);
            if (session.connected()) {
                deliverUnlessHeld(session);
            }
        }
    }

    /** A stream that ended. */
    void closed(Session session, StreamObserver<ControlResponse> stream) {
        if (session.closed(stream)) {
            LOG.debug("host {} is no longer connected", session.agentsn());
            presence.note(session.host(fleet.now()), false);
        }
    }

    /** Hosts that are connected now. */
    int connected() {
        return (int) sessions.values().stream().filter(Session::connected).count();
    }

    /** Those whose only sign of life is their stream, as they are now. */
    List<Host> silent() {
        var now = fleet.now();
        return sessions.values().stream()
                .filter(session -> session.original() && session.connected())
                .map(session -> session.host(now))
                .toList();
    }

    @Override
    public boolean reaches(String agentsn) {
        Session session = sessions.get(agentsn);
        return session != null && session.connected();
    }

    @Override
    public void enqueued(List<FleetJob> jobs) {
        var waiting = new HashSet<String>();
        var lost = new ArrayList<FleetJob>();
        for (FleetJob job : jobs) {
            Session session = sessions.get(job.agentsn());
            if (session == null) {
                continue;
            }
            if (job.sent() == null) {
                // The host has connected between the question whether it is there and the job's being stored, or gets
                // none now.
                waiting.add(job.agentsn());
                held.add(session);
            } else if (session.original()) {
                lost.add(job);
            } else {
                session.send(delivery.job(job));
            }
        }
        if (!waiting.isEmpty() || !lost.isEmpty()) {
            executor.execute(() -> later(waiting, lost));
        }
    }

    /** Lets all go. They connect again by themselves. */
    void end() {
        sessions.values().forEach(session -> session.end(Status.UNAVAILABLE.withDescription("the server is stopped")));
    }

    private void later(Set<String> waiting, List<FleetJob> commands) {
        deliver(fleet.due(waiting.stream().filter(this::reaches).toList(), false));
        for (FleetJob job : commands) {
            delivery.command(sessions.get(job.agentsn()), job);
        }
    }

    /** To an original, what went out once does not go out again: it would do it twice. */
    private void deliverDue(List<Session> streams) {
        try {
            deliverTo(streams);
        } catch (RuntimeException e) {
            LOG.warn(
                    "what is due to {} hosts that connected could not be read; they are to connect again",
                    streams.size(),
                    e);
            streams.forEach(session -> session.end(
                    Status.UNAVAILABLE.withDescription("Booter could not read what is due; its log says why")));
        }
    }

    private void deliverTo(List<Session> streams) {
        for (boolean original : new boolean[] {false, true}) {
            var hosts = streams.stream()
                    .filter(session -> session.original() == original)
                    .map(Session::agentsn)
                    .distinct()
                    .toList();
            if (!hosts.isEmpty()) {
                deliver(fleet.due(hosts, !original));
            }
        }
    }

    private void deliver(List<FleetJob> due) {
        for (FleetJob job : due) {
            Session session = sessions.get(job.agentsn());
            if (session == null) {
                continue;
            }
            if (session.original()) {
                delivery.command(session, job);
            } else {
                session.send(delivery.job(job));
            }
        }
    }
}
