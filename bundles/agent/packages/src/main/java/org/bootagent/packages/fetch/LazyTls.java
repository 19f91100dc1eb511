package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** TLS that is set up with the first connection that needs it: the runtime's authorities take megabytes, and most hosts never fetch over https. */
final class LazyTls implements TlsSocketStrategy {
    private TlsSocketStrategy tls;

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return tls().upgrade(socket, target, port, attachment, context);
    }

    private synchronized TlsSocketStrategy tls() {
        if (tls == null) {
            tls = DefaultClientTlsStrategy.createSystemDefault();
        }
        return tls;
    }
}
