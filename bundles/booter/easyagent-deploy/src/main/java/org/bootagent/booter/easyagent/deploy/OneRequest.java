package org.bootagent.booter.easyagent.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET on a connection of its own, of whose answer the status is all that is read. Larger clients repeat a request whose connection was lost, and ask proxies and
 * authenticators of the whole process.
 */
final class OneRequest implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final int MAX_LINE = 1024;

    private final URI url;
    private final int millis;
    private final Socket socket = new Socket();

    /** @param millis for the connection, and for each piece of the answer */
    OneRequest(URI url, int millis) {
        this.url = url;
        this.millis = millis;
    }

    int status() throws IOException {
        boolean tls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String host = url.getHost().replaceAll("^\\[|]$", "");
        socket.connect(new InetSocketAddress(host, port), millis);
        socket.setSoTimeout(millis);
        var connection = tls ? secured(host, port) : socket;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String request =
                "GET " + path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()) + " HTTP/1.1\r\n" + "Host: "
                        + url.getRawAuthority() + "\r\nUser-Agent: booter\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        connection.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String line = line(connection.getInputStream());
        var status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new IOException("its answer is not HTTP");
        }
        return Integer.parseInt(status.group(1));
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

    /** From any thread: whatever it is at ends. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
