package org.bootagent.booter.easyagent;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.easyagent.api.UsageSource;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Quota;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.publish.Publications;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** EasyAgent's service on a port. */
final class StreamServer implements UsageSource, AutoCloseable {
    /** A report with as many results and events as one may have, all of them as long as they may be, in letters of three bytes. */
    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);
    /** A host has a stream, and few calls beside it. */
    private static final int MAX_CALLS = 32;

    private static final int MAX_ASIDE = 50_000;
    private static final int WRITERS = 2;
    private static final int WORKERS = 4;
    private static final int CLOCKS = 3;
    private static final long PATIENCE = 5;
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(15);
    private static final Duration PRESENCE = Duration.ofSeconds(60);
    private static final Duration PING = Duration.ofSeconds(60);
    private static final Duration PONG = Duration.ofSeconds(20);
    private static final int HOURS_OF_SILENCE = 24;
    private static final int LOOK_MILLIS = 250;
    private static final Duration MOST_OFTEN = Duration.ofSeconds(5);

    private final ExecutorService workers =
            Executors.newFixedThreadPool(WORKERS, NamedThreads.numbered("booter-easyagent"));
    /** More than one: what waits for the database must not keep others from being noted as connected. */
    private final ScheduledExecutorService clock =
            Executors.newScheduledThreadPool(CLOCKS, NamedThreads.numbered("booter-easyagent-clock"));

    private final Sessions sessions;
    private final Usages usages;
    private final Writers writers;
    private final Acceptor acceptor;
    private final Server server;
    private final boolean secure;
    private final List<Runnable> unsubscribe;

    /**
     * @param listen where
     * @param connections there may be
     * @param grace how long an original sidecar may be late with an answer
     * @throws IOException if the port cannot be had
     */
    StreamServer(
            FleetServices fleet,
            InetSocketAddress listen,
            Quota connections,
            Tls tls,
            Admit admit,
            Duration grace,
            JobOutputStore outputs,
            Publications publications)
            throws IOException {
        this.sessions = new Sessions(fleet, new Delivery(fleet), workers);
        this.usages = new Usages(fleet, publications, workers);
        this.writers = new Writers(fleet, new Events(fleet, outputs, publications, sessions::dropped), WRITERS);
        var registration = new Registration(fleet, sessions, admit, workers, aside());
        var endpoint = new Endpoint(sessions, registration, writers, usages, outputs, workers, aside());
        this.acceptor = new Acceptor(connections);
        this.secure = tls.wanted();
        sessions.endFormerPresence();
        this.server = started(listen, tls, endpoint);
        this.unsubscribe = List.of(
                fleet.feed().connect(sessions),
                fleet.feed().subscribe(sessions),
                fleet.feed().subscribe(usages));
        var unanswered = new UnansweredCommands(fleet, USUAL_TIMEOUT, grace);
        long often = Math.max(1, grace.toMillis() / 6);
        var unused = clock.scheduleWithFixedDelay(unanswered::endOrLog, often, often, TimeUnit.MILLISECONDS);
        var unused2 = clock.scheduleWithFixedDelay(
                this::confirmPresence, PRESENCE.toSeconds(), PRESENCE.toSeconds(), TimeUnit.SECONDS);
        var unused4 = clock.scheduleWithFixedDelay(this::forgetSilent, 1, 1, TimeUnit.HOURS);
        var unused3 = clock.scheduleWithFixedDelay(this::lookAtHeld, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("hosts are taken on {}:{}{}", listen.getHostString(), port(), tls.wanted() ? " with TLS" : "");
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public int connected() {
        return sessions.connected();
    }

    @Override
    public boolean connected(String agentsn) {
        return sessions.connected(agentsn);
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public Map<String, Object> ofHost(String agentsn) {
        var usage = usages.host(agentsn);
        return usage == null ? Map.of() : Usages.words(usage);
    }

    @Override
    public Map<String, Object> ofAgent(AgentIdentity agent) {
        var usage = usages.agent(agent);
        return usage == null ? Map.of() : Usages.words(usage);
    }

    Usages usages() {
        return usages;
    }

    Sessions sessions() {
        return sessions;
    }

    /** Nobody is interrupted: an interrupt in the middle of writing would close the database's file. */
    @Override
    public void close() {
        unsubscribe.forEach(Runnable::run);
        clock.shutdown();
        server.shutdown();
        sessions.end();
        writers.close();
        server.shutdownNow();
        workers.shutdown();
        try {
            boolean ended = server.awaitTermination(PATIENCE, TimeUnit.SECONDS)
                    && workers.awaitTermination(PATIENCE, TimeUnit.SECONDS)
                    && clock.awaitTermination(PATIENCE, TimeUnit.SECONDS);
            LOG.debug("the stream is {}", ended ? "ended" : "still busy and left alone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            acceptor.close();
        }
    }

    /** The root of a thread. */
    private void lookAtHeld() {
        try {
            sessions.lookAtHeld();
        } catch (RuntimeException e) {
            LOG.warn("what waits for hosts could not be looked at; tried again soon", e);
        }
    }

    private void forgetSilent() {
        sessions.forgetSilent(HOURS_OF_SILENCE);
        usages.keepOnly(sessions::knows);
    }

    /** The root of a thread. */
    private void confirmPresence() {
        try {
            sessions.confirmPresence();
        } catch (RuntimeException e) {
            LOG.warn("Cannot note who is connected; trying again soon", e);
        }
    }

    private Server started(InetSocketAddress listen, Tls tls, Endpoint endpoint) throws IOException {
        try {
            return server(listen, tls, endpoint).start();
        } catch (IOException | RuntimeException e) {
            acceptor.close();
            throw e;
        }
    }

    private Server server(InetSocketAddress listen, Tls tls, Endpoint endpoint) {
        var builder = acceptor.on(NettyServerBuilder.forAddress(listen))
                .directExecutor()
                .addTransportFilter(new StreamPeer.Connections())
                .addService(ServerInterceptors.intercept(
                        UnreadableMessages.of(endpoint.bindService()), new StreamPeer.Calls(), new BooterSignature()))
                .keepAliveTime(PING.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(PONG.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveTime(MOST_OFTEN.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConcurrentCallsPerConnection(MAX_CALLS)
                .maxInboundMessageSize(MAX_MESSAGE);
        if (tls.wanted()) {
            builder.sslContext(tls.context());
        }
        return builder.build();
    }

    private static QueueLimit aside() {
        return new QueueLimit(MAX_ASIDE, QueueLimit.share(Runtime.getRuntime().maxMemory()));
    }
}
