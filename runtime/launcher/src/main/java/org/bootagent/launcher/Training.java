package org.bootagent.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Plays the server for a short run of the host agent, so that the runtime loads the classes for its archive. The run registers, installs and removes an agent,
 * reports, and ends. Uses only the JDK's plain sockets, because a trimmed runtime has no server.
 */
final class Training implements AutoCloseable {
    private static final String PROGRAM = "#!/bin/sh\nexec sleep 60\n";
    private static final String REGISTERED = "{\"status\": 0, \"agentsn\": \"00000000-0000-4000-8000-000000000000\"}";
    private static final String NOTHING = "{\"status\": 0}";
    private static final String INSTALL = """
            {"status": 0, "jobs": [{"id": "training-1", "action": "config", "step": 1},
              {"id": "training-2", "action": "install", "name": "training", "url": "http://127.0.0.1:%d/training",
               "checksum": "SHA256:%s"}]}""";
    private static final String UNINSTALL =
            "{\"status\": 0, \"jobs\": [{\"id\": \"training-3\", \"action\": \"uninstall\", \"name\": \"training\"}]}";

    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Runnable end;
    private boolean installing;

    /** @param end run when all has been done */
    Training(Runnable end) throws IOException {
        this.end = end;
        new Thread(this::serve, "training").start();
    }

    String server() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var connection = socket.accept()) {
                answer(connection);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void answer(Socket connection) throws IOException {
        var in = new BufferedInputStream(connection.getInputStream());
        String request = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        byte[] reply = reply(request, body).getBytes(StandardCharsets.UTF_8);
        var out = connection.getOutputStream();
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + reply.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(reply);
        out.flush();
    }

    private String reply(String request, String body) {
        if (request.contains("/agent/register")) {
            return REGISTERED;
        }
        if (request.contains("/training")) {
            return PROGRAM;
        }
        if (done(body, "training-3")) {
            end.run();
        }
        if (!installing) {
            installing = true;
            return INSTALL.formatted(socket.getLocalPort(), sha256());
        }
        return done(body, "training-2") ? UNINSTALL : NOTHING;
    }

    /** Returns whether the report has the job's result. A report also names unfinished jobs, without a code. */
    private static boolean done(String report, String job) {
        return Pattern.compile("\\{[^{}]*\"errcode\"[^{}]*\\}")
                .matcher(report)
                .results()
                .anyMatch(result -> result.group().contains('"' + job + '"'));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    private static String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(PROGRAM.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
