package org.bootagent.booter.easyagent;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who is at the other end of a call.
 *
 * @param from where it comes from
 * @param certificate whose certificate it has shown: its subject, or of one without a subject its other names; null: it need not show one
 */
record StreamPeer(SocketAddress from, String certificate) {
    private static final int LONGEST = 1024;
    private static final Context.Key<StreamPeer> KEY = Context.keyWithDefault("caller", new StreamPeer(null, null));
    private static final Attributes.Key<String> CERTIFICATE = Attributes.Key.create("certificate");

    /** Where it comes from, without the port; null: nowhere that has an address. */
    String address() {
        return from instanceof InetSocketAddress ip && ip.getAddress() != null
                ? ip.getAddress().getHostAddress()
                : null;
    }

    static StreamPeer current() {
        return KEY.get();
    }

    /** Looks at a connection's certificate once. */
    static final class Connections extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes connection) {
            SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            return session == null
                    ? connection
                    : connection.toBuilder()
                            .set(CERTIFICATE, certificate(session))
                            .build();
        }

        private static String certificate(SSLSession session) {
            try {
                return session.getPeerCertificates()[0] instanceof X509Certificate shown ? name(shown) : null;
            } catch (SSLPeerUnverifiedException e) {
                // Nobody asked for one.
                return null;
            }
        }
    }

    static String name(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        try {
            var others = certificate.getSubjectAlternativeNames();
            name = name.isEmpty() && others != null ? others.toString() : name;
        } catch (CertificateParsingException e) {
            // It has none that can be read.
        }
        return name.substring(0, Math.min(name.length(), LONGEST));
    }

    /** Puts it where the call finds it. */
    static final class Calls implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var attributes = call.getAttributes();
            var caller = new StreamPeer(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), attributes.get(CERTIFICATE));
            return Contexts.interceptCall(Context.current().withValue(KEY, caller), call, headers, next);
        }
    }
}
