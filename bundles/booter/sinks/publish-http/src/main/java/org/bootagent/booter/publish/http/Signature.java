package org.bootagent.booter.publish.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bootagent.booter.publish.PublishException;

/** Signs a body for the receiver: HMAC-SHA256 before compression, with a key from a file. */
final class Signature {
    static final String HEADER = "X-Booter-Signature";

    private final String keyFile;

    /** @param keyFile empty: nothing is signed */
    Signature(String keyFile) {
        this.keyFile = keyFile;
    }

    /** @throws PublishException retryable, if the key cannot be read */
    Map<String, String> of(byte[] body) throws PublishException {
        try {
            return headers(body);
        } catch (IOException e) {
            throw PublishException.retryable("the key to sign with cannot be read: " + e.getMessage(), e);
        }
    }

    private Map<String, String> headers(byte[] body) throws IOException {
        if (keyFile.isEmpty()) {
            return Map.of();
        }
        byte[] key = Files.readString(Path.of(keyFile)).strip().getBytes(StandardCharsets.UTF_8);
        if (key.length == 0) {
            throw new IOException(keyFile + " is empty, must have the key to sign with");
        }
        return Map.of(HEADER, "sha256=" + HexFormat.of().formatHex(hmac(key, body)));
    }

    private static byte[] hmac(byte[] key, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
