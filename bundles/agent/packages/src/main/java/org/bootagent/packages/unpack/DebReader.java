package org.bootagent.packages.unpack;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bootagent.packages.tree.LinkTargets;
import org.bootagent.packages.tree.Refusal;

/** Reads Debian's format, deb(5): an ar with a version, a descriptive tar and a tar to unpack. Its scripts are never run. */
final class DebReader implements ArchiveReader {
    private static final int MAX_CONTROL = 1 << 20;

    @Override
    public PackageFacts read(Path file, Unpacking unpacking) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var members = new ArMembers(channel);
            checkVersion(members);
            var control = new HashMap<String, String>();
            var configuration = new HashSet<String>();
            read(members, unpacking, control, configuration);
            if (control.containsKey("architecture")) {
                unpacking.host().checkLabel(control.get("architecture"));
            }
            TarReader.unpack(unpacking.decompress(members.open("data.tar")), unpacking, LinkTargets.REROOTED);
            return new PackageFacts(control.get("package"), control.get("version"), configuration);
        }
    }

    private static void checkVersion(ArMembers members) throws IOException {
        String version = new String(members.open("debian-binary").readNBytes(16), StandardCharsets.US_ASCII);
        if (!version.startsWith("2.")) {
            throw Refusal.bad("it is a deb of version '" + Refusal.shown(version.strip()) + "', known is 2");
        }
    }

    private static void read(
            ArMembers members, Unpacking unpacking, Map<String, String> control, Set<String> configuration)
            throws IOException {
        TarReader.each(unpacking.decompress(members.open("control.tar")), (entry, content) -> {
            switch (unpacking.path(entry.getName()).toString()) {
                case "control" -> control.putAll(fields(content.readNBytes(MAX_CONTROL)));
                case "conffiles" -> configuration.addAll(paths(content.readNBytes(MAX_CONTROL), unpacking));
                default -> {}
            }
        });
        if (control.isEmpty()) {
            throw Refusal.bad("the deb has no control file");
        }
    }

    /** Reads the paths of conffiles, each of which may have a flag before it, such as that the file is to be removed. */
    private static Set<String> paths(byte[] conffiles, Unpacking unpacking) throws IOException {
        var paths = new HashSet<String>();
        for (String line : new String(conffiles, StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("/")) {
                paths.add(unpacking.path(line.strip().substring(1)).toString());
            }
        }
        return paths;
    }

    private static Map<String, String> fields(byte[] control) throws IOException {
        var fields = new HashMap<String, String>();
        var lines =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(control), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int colon = line.indexOf(':');
            if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return fields;
    }
}
