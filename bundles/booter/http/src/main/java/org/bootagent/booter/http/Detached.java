package org.bootagent.booter.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** The server's context of a request that a servlet answers later; completing it sends what was buffered. */
final class Detached implements AsyncContext {
    private final AsyncContext context;
    private final ServletRequest request;
    private final BufferedResponse response;
    private final Runnable complete;

    Detached(AsyncContext context, ServletRequest request, BufferedResponse response, Runnable complete) {
        this.context = context;
        this.request = request;
        this.response = response;
        this.complete = complete;
    }

    @Override
    public ServletRequest getRequest() {
        return request;
    }

    @Override
    public ServletResponse getResponse() {
        return response;
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return false;
    }

    @Override
    public void complete() {
        complete.run();
    }

    @Override
    public void start(Runnable run) {
        context.start(run);
    }

    @Override
    public void addListener(AsyncListener listener) {
        context.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest asked, ServletResponse answer) {
        context.addListener(listener, asked, answer);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        context.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return context.getTimeout();
    }

    @Override
    public void dispatch() {
        throw new UnsupportedOperationException("answer where the request is");
    }

    @Override
    public void dispatch(String path) {
        dispatch();
    }

    @Override
    public void dispatch(ServletContext other, String path) {
        dispatch();
    }
}
