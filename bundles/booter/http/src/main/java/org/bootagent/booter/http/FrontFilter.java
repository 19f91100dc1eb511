package org.bootagent.booter.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.bootagent.booter.fleet.ThrottledLog;
import org.bootagent.booter.http.guard.Callers;
import org.bootagent.booter.http.guard.Guard;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Filter before every servlet: the guard first, which identifies the caller, then the exchange. */
public final class FrontFilter implements Filter, AutoCloseable {
    /** Path with bodies too large for memory, which its servlets {@link Exchange#receive receive}. */
    private static final String STREAMED = "/packages/";

    private static final Logger LOG = LoggerFactory.getLogger(FrontFilter.class);

    private final Guard guard;
    private final Exchanges exchanges;
    private final String warning;
    private final ThrottledLog throttled = new ThrottledLog(LOG);

    /**
     * Creates a filter with the default limits.
     *
     * @param publicUrl address of this server for hosts; empty: any of its addresses
     */
    public FrontFilter(String publicUrl) {
        this(new Guard(publicUrl, List.of(), false), Limits.usual(), null);
    }

    /** @param warning sent with each answer; null: none */
    FrontFilter(Guard guard, Limits limits, String warning) {
        this.guard = guard;
        this.warning = warning;
        this.exchanges = new Exchanges(limits);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
        var asked = (HttpServletRequest) request;
        var answer = (HttpServletResponse) response;
        if (warning != null) {
            answer.setHeader("Booter-Warning", warning);
        }
        var exchange = new Exchange(exchanges, asked, answer, chain);
        var refusal = guard.refusal(asked);
        if (refusal.isPresent()) {
            throttled.warn(refusal.get(), "Refusing a request of " + asked.getRemoteAddr() + ": " + refusal.get());
            exchange.refuse(Refusal.forbidden(refusal.get()));
        } else {
            Callers.identify(asked);
            exchange.begin(Guard.path(asked).startsWith(STREAMED));
        }
    }

    /** Answers waiting requests and ends running transfers when the server begins to stop. */
    public void watch(Server server) {
        server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle stopping) {
                exchanges.stop();
            }
        });
    }

    @Override
    public void close() {
        exchanges.close();
    }
}
