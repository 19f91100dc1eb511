package org.bootagent.booter.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.http.guard.Exposure;
import org.bootagent.booter.http.guard.Guard;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts {@link FrontFilter} before the servlets of all bundles, and {@link ConnectionLimit} on their connectors. */
@Component(
        service = Filter.class,
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.http"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardFilterAsyncSupported
@ServiceRanking(1000)
public final class HttpFront implements Filter {
    @ObjectClassDefinition(name = "Booter: HTTP")
    @interface Config {
        @AttributeDefinition(
                description =
                        "Additional names of this server, separated by commas; requests by names other than these,"
                                + " its addresses, its host name, localhost and that of publicUrl are refused")
        String names() default "";

        @AttributeDefinition(
                description = "Whether a browser may change agents by a GET of /api/v1 that does not tell its page;"
                        + " any page in an operator's browser can then do so, too")
        boolean trustBrowserGets() default false;

        @AttributeDefinition(
                description = "Seconds that a request's body or an answer may take, and one more for each 4 KiB of it;"
                        + " and between two looks whether downloads have 4 KiB/s")
        int bodySeconds() default 30;

        @AttributeDefinition(
                description = "Most packages that are sent at the same time; later requests are told to wait")
        int maxDownloads() default 4096;

        @AttributeDefinition(
                description = "Most packages that are received at the same time, half of them from one address")
        int maxUploads() default 16;

        @AttributeDefinition(description = "Most connections at the same time")
        int maxConnections() default 16384;

        @AttributeDefinition(
                description =
                        "Most connections from one IPv4 address, or one IPv6 network of 64 bits, at the same time")
        int maxConnectionsPerAddress() default 1024;
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

    private final FrontFilter filter;
    private final ConnectionLimit connections;
    private final AtomicBoolean watching = new AtomicBoolean();

    @Activate
    public HttpFront(BundleContext context, BooterConfig booter, Config config) {
        var limits = new Limits(
                Limits.MAX_BODY,
                config.bodySeconds(),
                Limits.SLOWEST,
                Limits.memoryPart(),
                config.maxDownloads(),
                config.maxUploads(),
                config.maxConnections(),
                config.maxConnectionsPerAddress());
        var names = List.of(config.names().split(",", -1));
        var warning = Exposure.warning(context);
        warning.ifPresent(LOG::warn);
        var guard = new Guard(booter.publicUrl(), names, config.trustBrowserGets());
        this.filter = new FrontFilter(guard, limits, warning.orElse(null));
        this.connections = new ConnectionLimit(limits);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!watching.get()) {
            watch();
        }
        filter.doFilter(request, response, chain);
    }

    /** Gets Felix's server, which is only accessible through a servlet. */
    private void watch() {
        var handler = ContextHandler.getCurrentContextHandler();
        if (handler != null && watching.compareAndSet(false, true)) {
            connections.watch(handler.getServer());
            filter.watch(handler.getServer());
        }
    }

    @Deactivate
    void close() {
        filter.close();
    }
}
