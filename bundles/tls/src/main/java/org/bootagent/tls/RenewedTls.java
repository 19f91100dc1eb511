package org.bootagent.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds an object from TLS files, and rebuilds it when a file has changed, because certificates are replaced before they expire. Each connection asks for the
 * current one. Thread-safe.
 *
 * @param <T> such as {@link SSLContext}
 */
public final class RenewedTls<T> {
    private static final Logger LOG = LoggerFactory.getLogger(RenewedTls.class);

    private final String user;
    private final TlsFiles files;
    private final Function<TlsMaterial, T> maker;
    private final Clock clock;
    private List<Object> read = List.of();
    private String problem = "";
    private T current;

    /**
     * Creates it without reading the files.
     *
     * @param user of the files, for the log, such as {@code transport.http}
     */
    public RenewedTls(String user, TlsFiles files, Function<TlsMaterial, T> maker) {
        this(user, files, maker, Clock.systemUTC());
    }

    RenewedTls(String user, TlsFiles files, Function<TlsMaterial, T> maker, Clock clock) {
        this.user = user;
        this.files = files;
        this.maker = maker;
        this.clock = clock;
    }

    /** Returns contexts of these files. */
    public static RenewedTls<SSLContext> contexts(String user, TlsFiles files) {
        return new RenewedTls<>(user, files, TlsMaterial::context);
    }

    /**
     * Returns the object for the current files. While changed files cannot be used, for example between the replacements of two, returns the one for the
     * previous files.
     *
     * @throws TlsException naming the setting, the file and the fault, as long as there is no previous one
     */
    public synchronized T current() throws TlsException {
        // Looked at before they are read: what changes meanwhile is read for the next connection.
        var now = files.paths().stream().map(RenewedTls::state).toList();
        // A file whose owner or mode was wrong looks no different when it is right.
        if (current == null || !problem.isEmpty() || !now.equals(read)) {
            take(now);
        }
        return current;
    }

    private void take(List<Object> now) throws TlsException {
        try {
            var material = files.read();
            var outOfDate = material.outOfDate(clock.instant());
            if (current != null && outOfDate.isPresent()) {
                keep(outOfDate.get());
                return;
            }
            var next = maker.apply(material);
            outOfDate.ifPresent(why -> LOG.error("{}: no connection will succeed: {}", user, why));
            if (current != null || !problem.isEmpty()) {
                LOG.info("{}: the TLS files have changed and were read", user);
            }
            current = next;
            read = now;
            problem = "";
        } catch (TlsException e) {
            if (current == null) {
                problem = e.getMessage();
                throw e;
            }
            keep(e.getMessage());
        }
    }

    private void keep(String why) {
        if (!why.equals(problem)) {
            LOG.warn("{}: the TLS files have changed and are not taken; those from before stay in use: {}", user, why);
        }
        problem = why;
    }

    private static Object state(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Arrays.asList(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return "not there";
        }
    }
}
