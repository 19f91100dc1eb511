package org.bootagent.tls;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Files made by make.sh. */
final class Fixture {
    static final String PASSWORD = path("password");

    private Fixture() {}

    static String path(String name) {
        try {
            return Path.of(Fixture.class.getResource(name).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    static TlsFile file(String name) {
        return TlsFile.of("x/file", path(name));
    }

    static TlsFile secretFile(String name) {
        return TlsFile.of("x/file", path(name), PASSWORD);
    }

    static TlsFiles trusting(String authorities) {
        return TlsFiles.of(file(authorities), TlsFile.of("", ""));
    }

    static TlsFiles showing(String credentials) {
        return TlsFiles.of(TlsFile.of("", ""), secretFile(credentials));
    }

    static TlsFiles showing(String certificate, String key) {
        return TlsFiles.of(
                TlsFile.of("", ""),
                TlsFile.of("x/certificate", path(certificate), PASSWORD),
                TlsFile.of("x/key", path(key), PASSWORD));
    }
}
