package org.bootagent.booter.easyagent.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET on a connection of its own; only the status of its answer is read. Larger clients repeat a request whose connection was lost, and use the proxies and
 * authenticators of the whole process.
 */
final class OneRequest implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final int MAX_LINE = 1024;

    private final URI url;
    private final Map<String, String> headers;
    private final int millis;
    private final Socket socket = new Socket();

    /**
     * Prepares a request.
     *
     * @param headers to send along; their names and values are such that HTTP allows
     * @param millis for the connection, and for each piece of the answer
     */
    OneRequest(URI url, Map<String, String> headers, int millis) {
        this.url = url;
        this.headers = Map.copyOf(headers);
        this.millis = millis;
    }

    /** Returns the server, without the path. */
    String server() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    int status() throws IOException {
        boolean tls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String host = url.getHost().replaceAll("^\\[|]$", "");
        socket.connect(new InetSocketAddress(host, port), millis);
        socket.setSoTimeout(millis);
        var connection = tls ? secured(host, port) : socket;
        connection.getOutputStream().write(head().getBytes(StandardCharsets.UTF_8));
        String line = line(connection.getInputStream());
        var status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new IOException("its answer is not HTTP");
        }
        return Integer.parseInt(status.group(1));
    }

    private String head() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var head = new StringBuilder("GET " + path);
        if (url.getRawQuery() != null) {
            head.append('?').append(url.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(url.getRawAuthority());
        head.append("\r\nUser-Agent: booter\r\nAccept: */*\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private SSLSocket secured(String host, int port) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == MAX_LINE) {
                throw new IOException(c < 0 ? "it breaks off" : "its answer is not HTTP");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Closes, from any thread, and ends a running request. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
