package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bootagent.packages.tree.Refusal;

/** Reads RPM's format: a lead, a signature header, a descriptive header, and a cpio to unpack. Its scripts are never run. */
final class RpmReader implements ArchiveReader {
    private static final int LEAD = 96;
    private static final int NAME = 1000;
    private static final int VERSION = 1001;
    private static final int RELEASE = 1002;
    private static final int ARCHITECTURE = 1022;
    private static final int SOURCE_PACKAGE = 1106;
    private static final int PAYLOAD_FORMAT = 1124;
    private static final int FILE_FLAGS = 1037;
    private static final int DIRECTORY_INDEXES = 1116;
    private static final int BASE_NAMES = 1117;
    private static final int DIRECTORY_NAMES = 1118;
    private static final int IS_CONFIGURATION = 1;

    @Override
    public PackageFacts read(Path file, Unpacking unpacking) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var signatures = RpmHeader.read(channel, LEAD);
            var header = RpmHeader.read(channel, padded(signatures.end()));
            check(header, unpacking);
            channel.position(header.end());
            CpioPayload.unpack(unpacking.decompress(Channels.newInputStream(channel)), unpacking);
            return new PackageFacts(header.text(NAME).orElse(null), version(header), configuration(header, unpacking));
        }
    }

    private static Set<String> configuration(RpmHeader header, Unpacking unpacking) throws IOException {
        int[] flags = header.numbers(FILE_FLAGS);
        var paths = new HashSet<String>();
        if (Arrays.stream(flags).noneMatch(RpmReader::isConfiguration)) {
            return paths;
        }
        var names = header.texts(BASE_NAMES);
        var directories = header.texts(DIRECTORY_NAMES);
        int[] of = header.numbers(DIRECTORY_INDEXES);
        if (names.size() != flags.length || of.length != flags.length) {
            throw Refusal.bad("the rpm's header does not name each of its files");
        }
        for (int i = 0; i < flags.length; i++) {
            int directory = of[i];
            if (isConfiguration(flags[i]) && directory >= 0 && directory < directories.size()) {
                String path = directories.get(directory) + names.get(i);
                paths.add(unpacking.path(path.replaceFirst("^/+", "")).toString());
            }
        }
        return paths;
    }

    private static boolean isConfiguration(int flags) {
        return (flags & IS_CONFIGURATION) != 0;
    }

    private static void check(RpmHeader header, Unpacking unpacking) throws IOException {
        if (header.has(SOURCE_PACKAGE)) {
            throw Refusal.bad("it is a source rpm; use the binary one");
        }
        Optional<String> payload = header.text(PAYLOAD_FORMAT).filter(format -> !format.equals("cpio"));
        if (payload.isPresent()) {
            throw Refusal.bad("the rpm's payload is " + Refusal.shown(payload.get()) + ", known is cpio");
        }
        var architecture = header.text(ARCHITECTURE);
        if (architecture.isPresent()) {
            unpacking.host().checkLabel(architecture.get());
        }
    }

    private static String version(RpmHeader header) throws IOException {
        String version = header.text(VERSION).orElse(null);
        String release = header.text(RELEASE).orElse(null);
        return version == null || release == null ? version : version + "-" + release;
    }

    private static long padded(long position) {
        return (position + 7) / 8 * 8;
    }
}
