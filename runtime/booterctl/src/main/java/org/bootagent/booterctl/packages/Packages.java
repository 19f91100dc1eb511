package org.bootagent.booterctl.packages;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.booterctl.client.Exit;
import org.bootagent.booterctl.client.Server;

/** Pushes packages to the server. */
final class Packages {
    private static final Pattern ESCAPE = Pattern.compile("%(\\p{XDigit}{2})");

    private Packages() {}

    /** Pushes a file unless it is there already. @return the package as the server knows it */
    static JsonNode push(Server server, Path file, boolean replace) throws CommandException {
        if (!Files.isRegularFile(file)) {
            throw CommandException.usage("there is no file " + file);
        }
        String path = "/packages/" + name(file);
        String checksum = checksum(file);
        var there = server.etag(path);
        if (there.filter(tag -> tag.equals('"' + checksum + '"')).isPresent()) {
            return known(server, name(file));
        }
        if (there.isPresent() && !replace) {
            throw CommandException.usage("Booter has a package " + name(file) + " with other content ("
                    + there.get().replace("\"", "") + ", not " + checksum + "); rename the file, or replace it with"
                    + " 'booterctl push " + file + " --replace'");
        }
        var pushed = server.put(path + (replace ? "?replace=true" : ""), file);
        if (!pushed.path("checksum").asText().equals(checksum)) {
            throw new CommandException(Exit.SERVER, file + " arrived damaged: push it again");
        }
        return pushed;
    }

    /** Returns the name of a package. A local file is pushed first; anything else must be a pushed package. */
    static String nameOf(Server server, String packageOrFile) throws CommandException {
        if (isFile(packageOrFile)) {
            return push(server, Path.of(packageOrFile), false).path("file").asText();
        }
        if (packageOrFile.contains("/")) {
            throw CommandException.usage("there is no file " + packageOrFile);
        }
        if (server.etag("/packages/" + Server.encoded(packageOrFile)).isEmpty()) {
            throw CommandException.usage("there is no file " + packageOrFile
                    + " here, and Booter has no package of that" + " name; 'booterctl packages' lists what was pushed");
        }
        return packageOrFile;
    }

    private static boolean isFile(String name) {
        try {
            return Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static JsonNode known(Server server, String name) throws CommandException {
        for (var known : server.get("/api/v2/packages").path("packages")) {
            if (known.path("file").asText().equals(name)) {
                return known;
            }
        }
        throw new CommandException(Exit.SERVER, "package " + name + " was removed just now: push it again");
    }

    /**
     * Returns a name that the server accepts, which allows few characters. A file that apt or a browser has saved may have escapes in its name: their digits are no
     * part of its version.
     */
    static String name(Path file) {
        String name = ESCAPE.matcher(file.getFileName().toString())
                .replaceAll(escape ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(escape.group(1), 16))));
        return name.replaceAll("[^A-Za-z0-9._+~-]", "_").replaceFirst("^\\.", "_");
    }

    private static String checksum(Path file) throws CommandException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(Files.newInputStream(file), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return "SHA256:" + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw CommandException.usage("cannot read " + file + ": " + e.getMessage());
        }
    }
}
