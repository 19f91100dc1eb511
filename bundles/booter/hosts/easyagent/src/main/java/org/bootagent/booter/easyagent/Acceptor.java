package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.fleet.ThrottledLog;
import org.bootagent.booter.http.Quota;
import org.bootagent.booter.http.guard.ClientAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections of the stream's server. Connections above the limits, in all and from one address, are closed as soon as they are accepted: before any
 * handshake, which a peer may prolong.
 */
final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long PATIENCE = 5;

    private final Quota places;
    private final ThrottledLog log = new ThrottledLog(LOG);
    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup accepting = group("booter-easyagent-accept", 1);
    /** Threads for input and output, in the library's default number. */
    private final EventLoopGroup io = group("booter-easyagent-io", 0);

    Acceptor(Quota places) {
        this.places = places;
    }

    /** Makes a server accept its connections through this. */
    NettyServerBuilder on(NettyServerBuilder server) {
        return server.bossEventLoopGroup(accepting).workerEventLoopGroup(io).channelFactory(this::channel);
    }

    private ServerChannel channel() {
        ServerChannel channel = epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        channel.pipeline().addFirst(new Bound());
        return channel;
    }

    private EventLoopGroup group(String name, int threads) {
        var factory = new DefaultThreadFactory(name, true);
        return epoll ? new EpollEventLoopGroup(threads, factory) : new NioEventLoopGroup(threads, factory);
    }

    /** Closes, once no server uses it any more. */
    @Override
    public void close() {
        var unused = accepting.shutdownGracefully(0, PATIENCE, TimeUnit.SECONDS);
        var unusedToo = io.shutdownGracefully(0, PATIENCE, TimeUnit.SECONDS);
    }

    /** Handles each accepted connection before the server does. */
    @Sharable
    private final class Bound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var connection = (Channel) accepted;
            String peer = peer(connection);
            if (!places.acquire(peer, 1)) {
                log.warn(
                        peer,
                        "Closing connections of " + peer + " to the stream: it has as many as it may, or all do;"
                                + " booter.easyagent/maxConnectionsPerAddress and booter.easyagent/maxConnections say how many");
                connection.unsafe().closeForcibly();
                return;
            }
            var unused = connection.closeFuture().addListener(closed -> places.release(peer, 1));
            context.fireChannelRead(accepted);
        }
    }

    private static String peer(Channel connection) {
        return connection.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? ClientAddress.quotaKey(remote.getAddress().getHostAddress())
                : "";
    }
}
