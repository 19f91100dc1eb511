package org.bootagent.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of files that may be replaced at any time, as certificates are that end: each connection gets that of the files as they are then. Thread-safe. */
public final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private final TlsFiles files;
    private List<Object> seen;
    private SSLContext context;

    /** @throws IOException naming the setting and the file that is not what it should be */
    public TlsContexts(TlsFiles files) throws IOException, GeneralSecurityException {
        this.files = files;
        this.seen = state();
        this.context = files.context();
    }

    /** Of files that are not what they should be, as one of two that belong together is when the other is still to be replaced, the context of those before. */
    public synchronized SSLContext current() {
        // Looked at before they are read: what changes meanwhile is read at the next connection.
        var now = state();
        if (!now.equals(seen)) {
            seen = now;
            try {
                context = files.context();
                LOG.info("The TLS files have changed and were read again");
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn(
                        "The TLS files have changed and are not taken; those from before stay in use: {}",
                        e.getMessage());
            }
        }
        return context;
    }

    private List<Object> state() {
        var state = new ArrayList<Object>();
        for (String file : List.of(
                files.trustStore(), files.trustStorePasswordFile(), files.keyStore(), files.keyStorePasswordFile())) {
            if (!file.isEmpty()) {
                state.add(state(Path.of(file)));
            }
        }
        return state;
    }

    private static Object state(Path file) {
        try {
            return List.of(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            return "not there";
        }
    }
}
