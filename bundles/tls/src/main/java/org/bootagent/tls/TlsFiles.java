package org.bootagent.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The files of one end of connections.
 *
 * @param authorities whom it trusts; not set: the authorities of the Java runtime
 * @param besideRuntime whether those of the Java runtime are trusted too
 * @param certificate what it shows, with its key unless that is in a file of its own; not set: nothing
 * @param key of the certificate; not set: it is in the certificate's file
 */
public record TlsFiles(TlsFile authorities, boolean besideRuntime, TlsFile certificate, TlsFile key) {
    private static final TlsFile NONE = TlsFile.of("", "");

    /** Returns the files of an end that trusts only these authorities. */
    public static TlsFiles of(TlsFile authorities, TlsFile certificate) {
        return new TlsFiles(authorities, false, certificate, NONE);
    }

    /** Returns the files of an end whose key is in a separate file. */
    public static TlsFiles of(TlsFile authorities, TlsFile certificate, TlsFile key) {
        return new TlsFiles(authorities, false, certificate, key);
    }

    /** Returns the files of an end that trusts these authorities and those of the Java runtime, and shows nothing. */
    public static TlsFiles besideRuntime(TlsFile authorities) {
        return new TlsFiles(authorities, true, NONE, NONE);
    }

    /** Returns the files from the settings that all transports of the host agent share. */
    public static TlsFiles ofTransport(
            String name,
            String trustStore,
            String trustStorePasswordFile,
            String keyStore,
            String keyStorePasswordFile) {
        return of(
                TlsFile.of(name + "/trustStore", trustStore, trustStorePasswordFile),
                TlsFile.of(name + "/keyStore", keyStore, keyStorePasswordFile));
    }

    /** Reads the current files. */
    public TlsMaterial read() throws TlsException {
        return new TlsMaterial(authorities.isSet() ? trusted() : null, certificate.isSet() ? shown() : List.of());
    }

    /** Builds a context from the current files. */
    public SSLContext context() throws TlsException {
        return read().context();
    }

    List<Path> paths() {
        return Stream.of(authorities, certificate, key).flatMap(TlsFile::paths).toList();
    }

    private List<X509Certificate> trusted() throws TlsException {
        var all = new ArrayList<>(authorities.authorities());
        if (besideRuntime) {
            all.addAll(TlsMaterial.runtimeAuthorities());
        }
        return all;
    }

    private List<Credentials> shown() throws TlsException {
        if (!key.isSet()) {
            return certificate.credentials();
        }
        var chain = certificate.chain();
        var own = key.key();
        try {
            return List.of(new Credentials(own, chain));
        } catch (IllegalArgumentException e) {
            throw key.wrong(
                    "and the certificates of " + certificate.setting() + ", " + certificate.file() + ", do not fit: "
                            + e.getMessage(),
                    e);
        }
    }
}
