package org.bootagent.booter.publish.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Header fields that nobody may know. Read anew each time, so that a changed secret needs no restart. */
final class Secrets {
    private final String user;
    private final String passwordFile;
    private final String headersFile;

    Secrets(String user, String passwordFile, String headersFile) {
        this.user = user;
        this.passwordFile = passwordFile;
        this.headersFile = headersFile;
    }

    Map<String, String> headers() throws IOException {
        var headers = new LinkedHashMap<String, String>();
        if (!user.isEmpty()) {
            String pair = user + ":" + read(passwordFile);
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        if (!headersFile.isEmpty()) {
            for (String line : Files.readAllLines(Path.of(headersFile))) {
                add(headers, line);
            }
        }
        return headers;
    }

    /** The whole file but for the blanks around. */
    static String read(String file) throws IOException {
        return file.isEmpty() ? "" : Files.readString(Path.of(file)).strip();
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
