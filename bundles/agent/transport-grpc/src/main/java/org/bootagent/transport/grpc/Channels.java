package org.bootagent.transport.grpc;

import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.ProxiedSocketAddress;
import io.grpc.netty.shaded.io.grpc.netty.NegotiationType;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsException;

/** Makes connections, with one thread for all input and output, and one for arriving messages. */
final class Channels implements AutoCloseable {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final RenewedTls<SSLContext> tls;
    private final Bounds bounds;
    private final Proxies proxies;
    private final NioEventLoopGroup io = new NioEventLoopGroup(1, new DefaultThreadFactory("transport-grpc-io", true));
    private final ExecutorService commands =
            Executors.newSingleThreadExecutor(NamedThreads.named("transport-grpc-commands"));

    /**
     * Bounds for every server.
     *
     * @param patience for a connection and for each answer
     * @param keepAlive silence after which the server must show that it is there
     * @param maxMessage largest message taken, in bytes
     */
    record Bounds(Duration patience, Duration keepAlive, int maxMessage) {}

    /** Makes connections without proxies; without TLS if {@code tls} is null. */
    Channels(RenewedTls<SSLContext> tls, Bounds bounds) {
        this(tls, bounds, Proxies.NONE);
    }

    /** @param proxies that stand between this host and its servers */
    Channels(RenewedTls<SSLContext> tls, Bounds bounds, Proxies proxies) {
        this.tls = tls;
        this.bounds = bounds;
        this.proxies = proxies;
    }

    /** Returns the way through a proxy. Every stream needs a tunnel, because no proxy understands it. */
    private ProxiedSocketAddress proxied(SocketAddress address) {
        return address instanceof InetSocketAddress target
                ? proxies.to(tls == null ? "http" : "https", target.getHostString(), target.getPort())
                        .map(proxy -> proxied(target, proxy))
                        .orElse(null)
                : null;
    }

    private static ProxiedSocketAddress proxied(InetSocketAddress target, Proxies.Proxy proxy) {
        var tunnel = HttpConnectProxiedSocketAddress.newBuilder()
                .setTargetAddress(target)
                .setProxyAddress(new InetSocketAddress(proxy.host(), proxy.port()));
        return proxy.user().isEmpty()
                ? tunnel.build()
                : tunnel.setUsername(proxy.user()).setPassword(proxy.password()).build();
    }

    private static SslContext http2(SSLContext context) {
        var alpn = new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2");
        return new JdkSslContext(
                context, true, null, IdentityCipherSuiteFilter.INSTANCE, alpn, ClientAuth.NONE, null, false);
    }

    /** Opens a connection, which connects at its first call. */
    ManagedChannel open(ServerAddress server, String userAgent) throws TlsException {
        int port = server.port() != 0 ? server.port() : tls == null ? HTTP : HTTPS;
        var channel = NettyChannelBuilder.forAddress(server.host(), port)
                .eventLoopGroup(io)
                .channelType(NioSocketChannel.class)
                .executor(commands)
                .offloadExecutor(commands)
                .proxyDetector(this::proxied)
                .disableRetry()
                .userAgent(userAgent)
                .maxInboundMessageSize(bounds.maxMessage())
                .keepAliveTime(bounds.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(bounds.patience().toMillis(), TimeUnit.MILLISECONDS)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        bounds.patience().toMillis());
        return tls == null
                ? channel.usePlaintext().build()
                : channel.negotiationType(NegotiationType.TLS)
                        .sslContext(http2(tls.current()))
                        .build();
    }

    Duration patience() {
        return bounds.patience();
    }

    @Override
    public void close() {
        // Messages that still arrive find a thread until then.
        var unused = io.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(done -> commands.shutdown());
    }
}
