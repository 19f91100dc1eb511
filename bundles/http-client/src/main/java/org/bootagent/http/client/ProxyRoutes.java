package org.bootagent.http.client;

import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.host.Proxies.Proxy;

/** Routes requests through the proxies of a host, with their credentials. */
public final class ProxyRoutes extends DefaultRoutePlanner implements CredentialsProvider {
    /** Attribute in a request's context. */
    private static final String PROXY = "bootagent.proxy";

    private final Proxies proxies;

    private ProxyRoutes(Proxies proxies) {
        super(null);
        this.proxies = proxies;
    }

    /**
     * Routes a client's requests through these proxies.
     *
     * @return the builder
     */
    public static HttpClientBuilder through(Proxies proxies, HttpClientBuilder client) {
        var routes = new ProxyRoutes(proxies);
        return client.setRoutePlanner(routes).setDefaultCredentialsProvider(routes);
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
        var proxy = proxies.to(target.getSchemeName(), target.getHostName(), target.getPort());
        context.setAttribute(PROXY, proxy.orElse(null));
        return proxy.map(found -> new HttpHost("http", found.host(), found.port()))
                .orElse(null);
    }

    @Override
    public Credentials getCredentials(AuthScope scope, HttpContext context) {
        return context.getAttribute(PROXY) instanceof Proxy proxy
                        && !proxy.user().isEmpty()
                        && proxy.host().equalsIgnoreCase(scope.getHost())
                        && proxy.port() == scope.getPort()
                ? new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray())
                : null;
    }
}
