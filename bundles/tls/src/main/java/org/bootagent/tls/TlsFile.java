package org.bootagent.tls;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of keys or certificates that a setting names: PEM or PKCS12, told apart by its content. A password stands in a file of its own, so that it is in no
 * configuration and no process list.
 *
 * @param setting as the operator writes it, such as {@code transport.http/keyStore}; for messages
 * @param file empty: not set
 * @param passwordSetting as the operator writes it; empty: there is no such setting
 * @param passwordFile empty: not set
 */
public record TlsFile(String setting, String file, String passwordSetting, String passwordFile) {
    private static final int MAX_BYTES = 4 << 20;

    /** Returns a file without a password. */
    public static TlsFile of(String setting, String file) {
        return new TlsFile(setting, file, "", "");
    }

    /** Returns a file whose password is in the file named by the setting's {@code PasswordFile}. */
    public static TlsFile of(String setting, String file, String passwordFile) {
        return new TlsFile(setting, file, setting + "PasswordFile", passwordFile);
    }

    public boolean isSet() {
        return !file.isEmpty();
    }

    /** Returns the authorities in the file. */
    public List<X509Certificate> authorities() throws TlsException {
        return read(content -> {
            var authorities = content.authorities();
            if (authorities.isEmpty()) {
                throw new BadContentException("holds no certificate of an authority to trust; import one with keytool,"
                        + " or give a PEM file with it");
            }
            return authorities;
        });
    }

    /** Returns the keys in the file, with their certificates. */
    public List<Credentials> credentials() throws TlsException {
        return read(Content::credentials);
    }

    List<X509Certificate> chain() throws TlsException {
        return read(Content::chain);
    }

    PrivateKey key() throws TlsException {
        return read(Content::key);
    }

    Stream<Path> paths() {
        return Stream.of(file, passwordFile).filter(name -> !name.isEmpty()).map(Path::of);
    }

    /** Extracts a part of the content. */
    private interface Part<T> {
        T of(Content content) throws BadContentException;
    }

    private <T> T read(Part<T> part) throws TlsException {
        char[] password = password();
        try {
            return part.of(Content.of(bytes(setting, file), password));
        } catch (BadContentException e) {
            throw wrong(e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private TlsException wrong(BadContentException e) {
        String which = passwordFile.isEmpty() ? passwordSetting : passwordSetting + " (" + passwordFile + ')';
        String hint =
                e.getMessage().contains("password") && !passwordSetting.isEmpty() ? "; the setting is " + which : "";
        return new TlsException(setting + ": " + file + ' ' + e.getMessage() + hint, e);
    }

    TlsException wrong(String what, Throwable cause) {
        return new TlsException(setting + ": " + file + ' ' + what, cause);
    }

    private char[] password() throws TlsException {
        if (passwordFile.isEmpty()) {
            return new char[0];
        }
        try {
            return Files.readString(Path.of(passwordFile)).strip().toCharArray();
        } catch (IOException e) {
            throw unreadable(passwordSetting, passwordFile, e);
        }
    }

    private static byte[] bytes(String setting, String file) throws TlsException {
        try (var in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new TlsException(
                        setting + ": " + file + " is larger than any file of certificates; correct the setting", null);
            }
            return bytes;
        } catch (TlsException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(setting, file, e);
        }
    }

    private static TlsException unreadable(String setting, String file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new TlsException(
                    setting + ": there is no file " + file + "; put it there, or correct the setting", e);
        }
        return new TlsException(
                setting + ": " + file + " cannot be read: " + why(e) + "; mend it, or correct the setting", e);
    }

    /** Returns the reason; many of these messages are no more than the name of the file. */
    private static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "this user may not read it";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        return e.getMessage();
    }
}
