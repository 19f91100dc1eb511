package org.bootagent.booter.easyagent;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.easyagent.proto.ControlResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host that registered, and the stream to it while there is one. Ten thousand of these must be cheap. Thread-safe. */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MOST_OTHERS = 64;

    private volatile Host host;
    private volatile boolean heard = true;
    private int looks;
    private final boolean original;
    private final String certificate;
    private StreamObserver<ControlResponse> stream;
    private SocketAddress from;
    /** How often something was stored for this host that nobody has sent yet, and up to which of these all is sent. */
    private int asked;

    private int served;
    /**
     * Connections of other processes while the stream is open: a process registers once, before it opens its stream, and does not come back on a connection whose
     * stream was replaced.
     */
    private final Set<SocketAddress> others = new HashSet<>();

    private boolean warned;
    /** Asked for when it registered, and not made yet; null: none. */
    private CallbackRequest callbacks;

    /**
     * A host's session.
     *
     * @param original whether it is EasyAgent's own sidecar
     * @param certificate whose certificate it is known by; null: by none
     */
    Session(Host host, boolean original, String certificate) {
        this.host = host;
        this.original = original;
        this.certificate = certificate;
    }

    /** Tells whether a call comes from this host. A host that is known by a certificate must show it, even where others need none. */
    boolean isOf(StreamPeer caller) {
        return Objects.equals(caller.certificate(), certificate);
    }

    String certificate() {
        return certificate;
    }

    String agentsn() {
        return host.agentsn();
    }

    boolean original() {
        return original;
    }

    /** As it was when it registered last, and there at this time. */
    Host host(Instant now) {
        Host it = host;
        return new Host(
                it.agentsn(),
                it.hostname(),
                it.version(),
                it.tags(),
                it.step(),
                it.uptime(),
                it.actions(),
                it.firstSeen(),
                now);
    }

    /** It has registered again, over the same connection or another one. */
    void registered(Host again, SocketAddress at) {
        host = again;
        synchronized (this) {
            if (stream != null && !Objects.equals(at, from)) {
                addOther(at);
            }
        }
    }

    /**
     * Returns whether another process than the one whose stream is open wants to open one: it has registered while that was open, or shares its connection, which
     * is alive. One that has lost its connection is none: it opens its stream anew without another registration.
     */
    synchronized boolean isOther(SocketAddress at) {
        boolean other = stream != null && at != null && (others.contains(at) || at.equals(from));
        if (other && !warned) {
            warned = true;
            LOG.warn(
                    "Refusing a second stream of sidecar {}, from {}: the first, from {}, is open; two sidecars use one id, so stop one of them"
                            + " or give it an id of its own",
                    agentsn(),
                    at,
                    from);
        }
        return other;
    }

    private void addOther(SocketAddress at) {
        if (at != null && others.size() < MOST_OTHERS) {
            others.add(at);
        }
    }

    private void forgetOthers() {
        others.clear();
        warned = false;
    }

    synchronized boolean connected() {
        return stream != null;
    }

    /** It has said something. */
    void heard() {
        // Nearly always known already: many threads read it without getting in each other's way.
        if (!heard) {
            heard = true;
        }
    }

    /** @return how many looks it has had neither a stream nor a word by now */
    synchronized int look() {
        boolean there = stream != null || heard;
        heard = false;
        looks = there ? 0 : looks + 1;
        return looks;
    }

    synchronized void callBack(CallbackRequest request) {
        callbacks = request;
    }

    /** @return the callbacks to make now, once; null: none, or not while it is not connected */
    synchronized CallbackRequest takeCallbacks() {
        if (stream == null) {
            return null;
        }
        CallbackRequest due = callbacks;
        callbacks = null;
        return due;
    }

    /** Something waits for it. */
    synchronized void ask() {
        asked++;
    }

    synchronized int asked() {
        return asked;
    }

    /** @param until {@link #asked} before it was looked for what waits */
    synchronized void served(int until) {
        served = until;
    }

    /** Tells whether the host is connected and no command waits for it. */
    synchronized boolean isServed() {
        return stream != null && served == asked;
    }

    /**
     * A newer stream replaces an older one, of which the host may not know yet that it is dead.
     *
     * @param replaced is told of it before anything can go out on the newer one
     */
    void open(StreamObserver<ControlResponse> newer, SocketAddress newFrom, Runnable replaced) {
        StreamObserver<ControlResponse> older;
        SocketAddress oldFrom;
        synchronized (this) {
            older = stream;
            oldFrom = from;
            if (older != null) {
                replaced.run();
                if (!Objects.equals(oldFrom, newFrom)) {
                    addOther(oldFrom);
                }
            }
            stream = newer;
            from = newFrom;
            asked++;
        }
        if (older != null) {
            LOG.warn(
                    "host {} has opened a second stream, from {}, which replaces the first, from {}; if this goes on, two hosts use one serial"
                            + " number: stop the copy and remove its metafile.json and metafile.json.previous",
                    agentsn(),
                    newFrom,
                    oldFrom);
            end(
                    older,
                    Status.ABORTED.withDescription(
                            "a newer stream of the same host, from " + newFrom
                                    + ", has replaced this one; if this goes on, one of the two is a copy: stop it and remove its metafile.json and metafile.json.previous"));
        }
    }

    /** @return whether it was the stream in use: one that was replaced is nobody's loss */
    synchronized boolean closed(StreamObserver<ControlResponse> ended) {
        boolean mine = stream == ended;
        if (mine) {
            stream = null;
            forgetOthers();
        }
        return mine;
    }

    /** @return whether it was written to a stream; nothing says yet that it arrived */
    synchronized boolean send(ControlResponse message) {
        if (stream == null) {
            return false;
        }
        try {
            stream.onNext(message);
            return true;
        } catch (RuntimeException e) {
            // It was cut, and we hear of it in a moment.
            return false;
        }
    }

    void end(Status why) {
        StreamObserver<ControlResponse> last;
        synchronized (this) {
            last = stream;
            stream = null;
            forgetOthers();
        }
        if (last != null) {
            end(last, why);
        }
    }

    private static void end(StreamObserver<ControlResponse> stream, Status why) {
        try {
            stream.onError(why.asRuntimeException());
        } catch (RuntimeException e) {
            // It is over already.
        }
    }
}
