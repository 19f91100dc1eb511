package org.bootagent.process.supervisor.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sends a GET that must be answered with 2xx or 3xx. Uses a plain socket: an HTTP client for a single status line would cost megabytes in a process that must
 * stay small.
 */
record HttpProbe(URI url, Duration timeout) implements Probe {
    private static final int DEFAULT_PORT = 80;
    private static final int MAX_LINE = 1024;
    private static final int MAX_DRAINED = 1 << 20;
    private static final int DRAIN_MILLIS = 200;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[0-9] ([0-9]{3})\\b.*");

    @Override
    public Optional<String> failure() {
        long end = System.nanoTime() + timeout.toNanos();
        try (var socket = new Socket()) {
            int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
            socket.connect(new InetSocketAddress(host(), port), millisTo(end));
            socket.getOutputStream().write(request().getBytes(ISO_8859_1));
            var failure = judge(statusLine(socket, end));
            drain(socket, end);
            return failure;
        } catch (SocketTimeoutException e) {
            return Optional.of(url + " did not answer within " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            return Optional.of(url + ": " + e.getMessage());
        }
    }

    private Optional<String> judge(String line) {
        var status = STATUS.matcher(line);
        if (!status.matches()) {
            return Optional.of(url + " answered what is not HTTP");
        }
        int code = Integer.parseInt(status.group(1));
        return code >= 200 && code < 400 ? Optional.empty() : Optional.of(url + " answered " + code);
    }

    private String request() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : '?' + url.getRawQuery();
        return "GET " + path + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                + "\r\nUser-Agent: BootAgent\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    private String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Reads the status line. Each byte of a slow answer has only the rest of the timeout. */
    private static String statusLine(Socket socket, long end) throws IOException {
        var in = socket.getInputStream();
        var line = new StringBuilder();
        while (line.length() < MAX_LINE) {
            socket.setSoTimeout(millisTo(end));
            int next = in.read();
            if (next < 0 || next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** Reads the rest of the answer, so that the server does not log a broken connection. */
    private static void drain(Socket socket, long end) {
        try {
            socket.setSoTimeout(Math.min(DRAIN_MILLIS, millisTo(end)));
            read(socket.getInputStream(), end);
        } catch (IOException e) {
            return;
        }
    }

    private static void read(InputStream in, long end) throws IOException {
        var buffer = new byte[8192];
        int read = in.read(buffer);
        for (int total = read; read >= 0 && total < MAX_DRAINED && System.nanoTime() - end < 0; total += read) {
            read = in.read(buffer);
        }
    }

    private static int millisTo(long end) throws SocketTimeoutException {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) millis;
    }
}
