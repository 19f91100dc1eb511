package org.bootagent.booter.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands in front of every servlet: the guard first, which says who asks, then the exchange. */
public final class FrontFilter implements Filter, AutoCloseable {
    /** Where bodies are too large for memory. Servlets there {@link Exchange#receive receive} them. */
    private static final String STREAMED = "/packages/";

    private static final Logger LOG = LoggerFactory.getLogger(FrontFilter.class);

    private final Guard guard;
    private final Exchanges exchanges;
    private final String warning;
    private final SeldomLog seldom = new SeldomLog(LOG, System::nanoTime);

    /**
     * One with the usual limits.
     *
     * @param publicUrl how hosts reach this server; empty: by any of its addresses
     */
    public FrontFilter(String publicUrl) {
        this(new Guard(publicUrl, List.of(), false), Limits.usual(), null);
    }

    /** @param warning that each answer carries; null: none */
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
            seldom.warn(refusal.get(), "Refusing a request of " + asked.getRemoteAddr() + ": " + refusal.get());
            exchange.refuse(Refusal.forbidden(refusal.get()));
        } else {
            Callers.identify(asked);
            exchange.begin(Guard.path(asked).startsWith(STREAMED));
        }
    }

    /** Ends what is being sent when the server begins to stop. */
    void watch(Server server) {
        server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle stopping) {
                exchanges.transfers.abortAll();
            }
        });
    }

    @Override
    public void close() {
        exchanges.close();
    }
}
