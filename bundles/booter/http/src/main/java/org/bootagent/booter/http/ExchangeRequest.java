package org.bootagent.booter.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A request for a servlet: its body has arrived, and its {@link Exchange} answers it. */
final class ExchangeRequest extends HttpServletRequestWrapper {
    private final Exchange exchange;
    private final ServletInputStream body;

    /** @param body null: the servlet reads it as it arrives */
    ExchangeRequest(HttpServletRequest request, Exchange exchange, byte[] body) {
        super(request);
        this.exchange = exchange;
        this.body = body == null ? null : new MemoryInput(body);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return body == null ? super.getInputStream() : body;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        Charset charset = Optional.ofNullable(getCharacterEncoding())
                .map(Charset::forName)
                .orElse(StandardCharsets.UTF_8);
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }

    @Override
    public boolean isAsyncStarted() {
        return exchange.isDetached();
    }

    @Override
    public boolean isAsyncSupported() {
        return true;
    }

    @Override
    public AsyncContext startAsync() {
        return exchange.detach();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return exchange.detach();
    }

    @Override
    public AsyncContext getAsyncContext() {
        return exchange.context();
    }
}
