package org.bootagent.booter.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Finds out whether the client of an unanswered request is still there. The server does not read from an HTTP/1 connection between a request and its answer, so
 * this reads in its place, and hands on the beginning of a next request that arrives early. HTTP/2 tells by itself when a client goes.
 */
final class ClientProbe {
    /** Bytes of early requests after which the connection is no longer read. The server's buffer holds more than twice as many. */
    private static final int MOST = 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EndPoint endPoint;
    private final Connection connection;
    /** Bytes behind the request, in order: those that came together with it, and those that were read here. */
    private ByteBuffer first;

    private ByteBuffer later = NOTHING;
    private boolean over;

    ClientProbe(HttpServletRequest request) {
        var meta = ServletContextRequest.getServletContextRequest(request).getConnectionMetaData();
        this.connection = meta.getConnection();
        this.endPoint = connection.getEndPoint();
        this.over = meta.getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion()
                || !(connection instanceof Connection.UpgradeTo && connection instanceof Connection.UpgradeFrom);
    }

    /**
     * Returns whether the client has closed the connection, or its sending half.
     *
     * @param buffer for the bytes that are read
     */
    synchronized boolean isGone(ByteBuffer buffer) {
        while (!over && hasRoom()) {
            BufferUtil.clear(buffer);
            int n = fill(buffer);
            if (n <= 0) {
                return n < 0;
            }
            keep(buffer);
        }
        return false;
    }

    /** Takes what the server has read already, so that all that is handed on later fits into its empty buffer. */
    private boolean hasRoom() {
        if (first == null) {
            ByteBuffer unread = ((Connection.UpgradeFrom) connection).onUpgradeFrom();
            first = unread == null ? NOTHING : unread;
        }
        return first.remaining() + later.remaining() < MOST;
    }

    private void keep(ByteBuffer buffer) {
        if (later.capacity() == 0) {
            later = BufferUtil.allocate(2 * MOST);
        }
        BufferUtil.append(later, buffer);
    }

    static ByteBuffer buffer() {
        return BufferUtil.allocate(MOST);
    }

    /** Reads no more: the request is about to be answered, and the server reads the next one. */
    synchronized void end() {
        if (!over && first != null) {
            handOn(first);
            handOn(later);
        }
        over = true;
    }

    /** Closes the connection. */
    void close() {
        endPoint.close();
    }

    private void handOn(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            ((Connection.UpgradeTo) connection).onUpgradeTo(bytes);
        }
    }

    private int fill(ByteBuffer buffer) {
        try {
            return endPoint.fill(buffer);
        } catch (IOException e) {
            return -1;
        }
    }
}
