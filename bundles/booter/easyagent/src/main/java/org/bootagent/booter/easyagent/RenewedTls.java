package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of files that may be replaced at any time, as certificates are that end: each connection gets that of the files as they are then. */
final class RenewedTls extends SslContext {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedTls.class);

    private final Tls tls;
    private List<Object> seen;
    private SslContext context;

    /** @throws IllegalArgumentException naming the setting whose file is not what it should be */
    RenewedTls(Tls tls) {
        this.tls = tls;
        this.seen = state();
        this.context = tls.context();
        // Whoever comes by HTTP is served all the same.
        tls.outOfDate().ifPresent(why -> LOG.error("no host can connect to the stream: {}", why));
    }

    private synchronized SslContext current() {
        // Looked at before they are read: what changes meanwhile is read at the next connection.
        var now = state();
        if (!now.equals(seen)) {
            seen = now;
            try {
                var next = tls.context();
                tls.outOfDate().ifPresent(why -> {
                    throw new IllegalArgumentException(why);
                });
                context = next;
                LOG.info("the certificates of the stream have changed and were read again");
            } catch (IllegalArgumentException e) {
                // As when one of two that belong together is still to be replaced.
                LOG.warn(
                        "the certificates of the stream have changed and are not taken; those from before stay in use: {}",
                        e.getMessage());
            }
        }
        return context;
    }

    private List<Object> state() {
        var state = new ArrayList<Object>();
        for (String file : List.of(tls.certificate(), tls.key(), tls.clients())) {
            if (!file.isEmpty()) {
                state.add(state(Path.of(file)));
            }
        }
        return state;
    }

    private static Object state(Path file) {
        try {
            return List.of(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            return "not there";
        }
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator buffers) {
        return current().newEngine(buffers);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator buffers, String host, int port) {
        return current().newEngine(buffers, host, port);
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public synchronized List<String> cipherSuites() {
        return context.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation")
    public synchronized ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return context.applicationProtocolNegotiator();
    }

    @Override
    public synchronized SSLSessionContext sessionContext() {
        return context.sessionContext();
    }
}
