package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsException;

/** Gives each connection the context of the current files, behind the one context that a gRPC server has. */
final class RenewedSslContext extends SslContext {
    private final RenewedTls<SslContext> contexts;

    /** @throws TlsException if the files cannot be used now */
    RenewedSslContext(RenewedTls<SslContext> contexts) throws TlsException {
        this.contexts = contexts;
        var unused = contexts.current();
    }

    private SslContext current() {
        try {
            return contexts.current();
        } catch (TlsException e) {
            throw new IllegalStateException("there is a context since this was made", e);
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
    public List<String> cipherSuites() {
        return current().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation")
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current().applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current().sessionContext();
    }
}
