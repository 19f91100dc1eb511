package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsException;
import org.bootagent.tls.TlsFile;
import org.bootagent.tls.TlsFiles;

/** Sets up TLS with the first connection that needs it: the runtime's authorities take megabytes, and most hosts never fetch over https. */
final class LazyTls implements TlsSocketStrategy {
    private final RenewedTls<TlsSocketStrategy> tls;

    /** @param authorities file with those that are trusted beside the runtime's own; null: none */
    LazyTls(Path authorities) {
        var file = TlsFile.of("packages/authorities", authorities == null ? "" : authorities.toString());
        this.tls = new RenewedTls<>(
                "packages", TlsFiles.besideRuntime(file), material -> new DefaultClientTlsStrategy(material.context()));
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return tls().upgrade(socket, target, port, attachment, context);
    }

    private TlsSocketStrategy tls() throws IOException {
        try {
            return tls.current();
        } catch (TlsException e) {
            throw new JobFault(ErrorCode.HOST, e.getMessage());
        }
    }
}
