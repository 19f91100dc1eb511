package org.bootagent.booter.easyagent;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.HostGateway;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.concurrent.Batcher;
import org.bootagent.easyagent.proto.ControlResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts on the stream. What is asked of them while they are there is written at once; the rest waits until they come. Thread-safe. */
final class Sessions implements HostGateway, FleetEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int LANES = 2;
    private static final int MAX_BATCH = 4096;

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Set<Session> held = ConcurrentHashMap.newKeySet();
    private final FleetServices fleet;
    private final Delivery delivery;
    private final List<Batcher<Outgoing>> lanes;

    private final CommandTurns turns;

    /**
     * Whatever is due to a host goes out; always by the same lane, so in order.
     *
     * @param again also what one of our own was sent before. To an original, what went out once does not go out again: it would do it twice
     */
    private record Outgoing(Session session, boolean again) {}

    /** @param executor for whatever waits for the database */
    Sessions(FleetServices fleet, Delivery delivery, Executor executor) {
        this.fleet = fleet;
        this.delivery = delivery;
        this.turns = new CommandTurns(fleet.time()::now);
        this.lanes = Stream.generate(() -> new Batcher<Outgoing>(executor, MAX_BATCH, this::deliverOutgoing))
                .limit(LANES)
                .toList();
    }

    /** One that registered on this server since it was started, or null; it has said something. */
    Session find(String agentsn) {
        Session session = sessions.get(agentsn);
        if (session != null) {
            session.heard();
        }
        return session;
    }

    /** By the fleet's clock. */
    Instant now() {
        return fleet.time().now();
    }

    boolean knows(String agentsn) {
        return sessions.containsKey(agentsn);
    }

    /** Hosts that have neither had a stream nor said a word for so many looks are forgotten: who comes back is found in the database. */
    void forgetSilent(int looks) {
        for (Session session : List.copyOf(sessions.values())) {
            if (session.look() > looks) {
                sessions.remove(session.agentsn(), session);
                if (session.connected()) {
                    // In this very moment.
                    sessions.putIfAbsent(session.agentsn(), session);
                }
            }
        }
    }

    /** One that is connected will be silent some day. */
    @Override
    public void removed(String agentsn) {
        sessions.computeIfPresent(agentsn, (sn, session) -> session.connected() ? session : null);
        turns.removed(agentsn);
    }

    /** A host has one session, and with it one stream: a second that it opens ends the first. @return the session of this host */
    Session register(Host host, boolean original, String certificate, SocketAddress from) {
        boolean before = isThere(host.agentsn());
        Session now = sessions.compute(host.agentsn(), (agentsn, known) -> {
            if (known != null && known.original() == original && Objects.equals(known.certificate(), certificate)) {
                known.heard();
                known.registered(host, from);
                return known;
            }
            if (known != null) {
                LOG.warn(
                        "host {} ({}) has registered as another kind of program, or by another certificate, than it was",
                        agentsn,
                        host.hostname());
                known.end(Status.ABORTED.withDescription("another program has registered as this host"));
            }
            return new Session(host, original, certificate);
        });
        if (before && !now.connected()) {
            notePresence(now);
        }
        return now;
    }

    void open(Session session, StreamObserver<ControlResponse> stream, SocketAddress from) {
        if (session.original() && session.isOther(from)) {
            stream.onError(Status.UNKNOWN
                    .withDescription("already connected; another sidecar uses the id " + session.agentsn()
                            + ": stop one of them, or give it an id of its own")
                    .asRuntimeException());
            return;
        }
        session.open(stream, from, () -> {
            if (!session.original()) {
                fleet.presence().suspect(session.agentsn());
            }
        });
        if (session.original()) {
            turns.opened(session.agentsn());
        }
        if (sessions.get(session.agentsn()) != session) {
            // Forgotten or replaced since it was found: nobody would reach it.
            session.end(Status.UNAVAILABLE.withDescription("another session of this host has begun; connect again"));
            return;
        }
        notePresence(session);
        makeCallbacks(session);
        askUnlessHeld(session, true);
    }

    /** An open stream is a host that is there. Of two threads that see it open and close at once, the last to note it notes what is so. */
    private void notePresence(Session session) {
        boolean there;
        do {
            there = isThere(session.agentsn());
            fleet.presence().note(List.of(session.host(fleet.time().now())), there);
        } while (isThere(session.agentsn()) != there);
    }

    private boolean isThere(String agentsn) {
        Session session = sessions.get(agentsn);
        return session != null && session.connected();
    }

    /** Has a host's callbacks made as soon as it is connected. */
    void callBack(Session session, CallbackRequest request) {
        if (!request.callbacks().isEmpty()) {
            session.callBack(request);
            makeCallbacks(session);
        }
    }

    private void makeCallbacks(Session session) {
        CallbackRequest due = session.takeCallbacks();
        if (due != null) {
            fleet.easy().callbacksRequested(due);
        }
    }

    private void askUnlessHeld(Session session, boolean again) {
        if (fleet.presence().held(session.agentsn())) {
            held.add(session);
        } else {
            ask(session, again);
        }
    }

    private void ask(Session session, boolean again) {
        lane(session).add(new Outgoing(session, again && !session.original()));
    }

    private Batcher<Outgoing> lane(Session session) {
        return lanes.get(Math.floorMod(session.agentsn().hashCode(), lanes.size()));
    }

    /** Sends commands that waited: for a host that might be a duplicate, once it is not; for a stopped agent, once it may be started. */
    void lookAtHeld() {
        for (String agentsn : turns.resume()) {
            Session session = sessions.get(agentsn);
            if (session != null) {
                ask(session);
            }
        }
        for (Session session : List.copyOf(held)) {
            held.remove(session);
            if (session.connected()) {
                askUnlessHeld(session, true);
            }
        }
    }

    /** A stream that ended. */
    void closed(Session session, StreamObserver<ControlResponse> stream) {
        if (session.closed(stream)) {
            LOG.debug("host {} is no longer connected", session.agentsn());
            notePresence(session);
        }
    }

    /** Hosts that are connected now. */
    int connected() {
        return (int) sessions.values().stream().filter(Session::connected).count();
    }

    /** Confirms that the hosts whose streams are open are there: many say nothing for longer than that counts. */
    void confirmPresence() {
        sessions.values().stream().filter(Session::connected).forEach(this::notePresence);
    }

    /** Not while something older waits for it: what is new goes behind that. To an original, each goes out in its turn. */
    @Override
    public boolean reaches(String agentsn) {
        Session session = sessions.get(agentsn);
        return session != null && !session.original() && session.isServed();
    }

    /** Tells whether commands reach this host now. */
    boolean connected(String agentsn) {
        Session session = sessions.get(agentsn);
        return session != null && session.connected();
    }

    /** An original that has ended something may take the next. */
    @Override
    public void finished(Collection<FleetJob> jobs) {
        var free = new HashSet<Session>();
        for (FleetJob job : jobs) {
            Session session = sessions.get(job.agentsn());
            if (session != null && session.original()) {
                turns.ended(job);
                free.add(session);
            }
        }
        free.forEach(this::ask);
    }

    /** A sidecar has dropped a command, because it is busy. @return whether the command goes out again */
    boolean dropped(FleetJob job, String why) {
        return job.status() == JobStatus.SENT
                && turns.dropped(job)
                && fleet.delivery().dropped(job.agentsn(), job.seq(), why);
    }

    @Override
    public void deliver(List<FleetJob> jobs) {
        var waiting = new HashSet<Session>();
        for (FleetJob job : jobs) {
            Session session = sessions.get(job.agentsn());
            if (session == null) {
                continue;
            }
            if (job.sent() == null) {
                waiting.add(session);
            } else {
                session.send(delivery.job(job));
            }
        }
        waiting.forEach(this::ask);
    }

    /** The host has connected between the question whether it is served and the job's being stored, or something older waits, or it gets none now. */
    private void ask(Session session) {
        if (session.connected()) {
            session.ask();
            askUnlessHeld(session, false);
        }
    }

    /**
     * Notes that no stream is open yet. A Booter that was killed noted the hosts of its streams as online for some time after it. A host that has been heard of since
     * stays as it is.
     */
    void endFormerPresence() {
        var online = new HostFilter(null, null, true);
        int left = 0;
        List<Host> some;
        do {
            some = fleet.hosts().list(online, new Slice(Slice.MAX_LIMIT, left)).items();
            var streamed = fleet.easy()
                    .sidecars(some.stream().map(Host::agentsn).toList())
                    .keySet();
            var away = some.stream()
                    .filter(host -> streamed.contains(host.agentsn()) && !isThere(host.agentsn()))
                    .toList();
            fleet.presence().note(away, false);
            left += some.size() - away.size();
        } while (!some.isEmpty());
    }

    /** Lets all go. They connect again by themselves. */
    void end() {
        sessions.values().forEach(session -> end(session, "the server is stopped"));
    }

    private void end(Session session, String why) {
        boolean there = session.connected();
        session.end(Status.UNAVAILABLE.withDescription(why));
        if (there) {
            notePresence(session);
        }
    }

    private void deliverOutgoing(List<Outgoing> all) {
        for (boolean again : new boolean[] {true, false}) {
            var asking = all.stream()
                    .filter(one -> one.again() == again)
                    .map(Outgoing::session)
                    .filter(Session::connected)
                    .distinct()
                    .toList();
            if (!asking.isEmpty()) {
                deliverDue(asking, again);
            }
        }
    }

    private void deliverDue(List<Session> streams, boolean again) {
        try {
            deliverTo(streams, again);
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "what is due to {} hosts that are connected could not be read; they are to connect again",
                    streams.size(),
                    e);
            streams.forEach(session -> end(session, "Booter could not read what is due; its log says why"));
        }
    }

    private void deliverTo(List<Session> streams, boolean again) {
        var asked = new LinkedHashMap<String, Session>();
        var until = new HashMap<Session, Integer>();
        for (Session session : streams) {
            asked.put(session.agentsn(), session);
            until.put(session, session.asked());
        }
        var before = streams.stream().filter(this::isHeld).collect(Collectors.toSet());
        var more = new LinkedHashSet<Session>();
        for (FleetJob job : fleet.delivery().due(those(streams, false), again)) {
            Session session = asked.get(job.agentsn());
            session.send(delivery.job(job));
        }
        for (FleetJob job : fleet.delivery().dueInTurn(those(streams, true), turns)) {
            Session session = asked.get(job.agentsn());
            turns.sending(job);
            delivery.command(session, job);
            more.add(session);
        }
        for (Session session : streams) {
            if (before.contains(session) || isHeld(session)) {
                held.add(session);
            } else if (more.contains(session)) {
                // One of our own gets the rest with the replies to its reports.
                ask(session, false);
            } else {
                session.served(until.get(session));
            }
        }
    }

    private static List<String> those(List<Session> streams, boolean original) {
        return streams.stream()
                .filter(session -> session.original() == original)
                .map(Session::agentsn)
                .toList();
    }

    private boolean isHeld(Session session) {
        return fleet.presence().held(session.agentsn());
    }
}
