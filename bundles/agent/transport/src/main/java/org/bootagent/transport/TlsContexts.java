package org.bootagent.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of files that may be replaced at any time, as certificates are that end: each connection gets that of the files as they are then. Thread-safe. */
public final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private final String transport;
    private final TlsFiles files;
    private List<Object> read = List.of();
    private String problem = "";
    private SSLContext context;

    /** @param transport whose settings name the files, such as {@code transport.http} */
    public TlsContexts(String transport, TlsFiles files) {
        this.transport = transport;
        this.files = files;
    }

    /**
     * Returns the context of the current files. While they are invalid, as when only one of two files was replaced yet, it returns the context of the files
     * before.
     *
     * @throws TlsFilesException naming the setting and the file, as long as there are none from before
     */
    public synchronized SSLContext current() throws TlsFilesException {
        // Looked at before they are read: what changes meanwhile is read at the next connection.
        var now = state();
        // A file whose owner or mode was wrong looks no different when it is right.
        if (context == null || !problem.isEmpty() || !now.equals(read)) {
            take(now);
        }
        return context;
    }

    private void take(List<Object> now) throws TlsFilesException {
        try {
            var next = files.context();
            if (context != null || !problem.isEmpty()) {
                LOG.info("{}: the TLS files have changed and were read", transport);
            }
            context = next;
            read = now;
            problem = "";
        } catch (IOException e) {
            var before = problem;
            problem = transport + "/" + e.getMessage();
            if (context == null) {
                throw new TlsFilesException(problem, e);
            }
            if (!problem.equals(before)) {
                LOG.warn("The TLS files have changed and are not taken; those from before stay in use: {}", problem);
            }
        }
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
