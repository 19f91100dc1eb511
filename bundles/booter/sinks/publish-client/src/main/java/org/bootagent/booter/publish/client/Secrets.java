package org.bootagent.booter.publish.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.publish.PublishSettings;

/** Secret header fields. Read anew each time, so that a changed secret needs no restart. */
final class Secrets {
    private final PublishSettings settings;
    private final String user;
    private final String passwordFile;
    private final String headersFile;

    /** @param settings names the setting in the message about an unreadable file */
    Secrets(PublishSettings settings, String user, String passwordFile, String headersFile) {
        this.settings = settings;
        this.user = user;
        this.passwordFile = passwordFile;
        this.headersFile = headersFile;
    }

    /** @throws IOException naming the setting and its file */
    Map<String, String> headers() throws IOException {
        var headers = new LinkedHashMap<String, String>();
        if (!user.isEmpty()) {
            String pair = user + ":" + named("passwordFile", passwordFile, Secrets::read);
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        if (!headersFile.isEmpty()) {
            for (String line : named("headersFile", headersFile, Secrets::lines)) {
                add(headers, line);
            }
        }
        return headers;
    }

    /** Reads a whole file and strips it. */
    static String read(String file) throws IOException {
        return file.isEmpty() ? "" : Files.readString(Path.of(file)).strip();
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(Path.of(file));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(String file) throws IOException;
    }

    private <T> T named(String key, String file, Reading<T> reading) throws IOException {
        try {
            return reading.of(file);
        } catch (IOException e) {
            throw new IOException(settings.name(key) + " is '" + file + "', which cannot be read: " + e, e);
        }
    }

    private void add(Map<String, String> headers, String line) throws IOException {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 1 || !line.substring(0, colon).matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IOException(headersFile + " must have lines 'Name: value'; one has not");
        }
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
}
