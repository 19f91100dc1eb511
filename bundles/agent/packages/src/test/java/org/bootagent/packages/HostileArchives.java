package org.bootagent.packages;

import static org.bootagent.api.job.ErrorCode.BAD_PACKAGE;
import static org.bootagent.api.job.ErrorCode.PACKAGE_TOO_LARGE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;

/** Packages that try to escape, to exhaust the host, or to pass for something else, each with its expected outcome. */
final class HostileArchives {
    /** Path that an archive tries to write or to reach; the tests put it beside the home. */
    private final String victim;

    private final Map<String, Archive> archives = new LinkedHashMap<>();

    /**
     * A hostile archive.
     *
     * @param word that the refusal must contain
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Archive(byte[] bytes, ErrorCode code, String word) {}

    interface Compression {
        OutputStream open(OutputStream to) throws IOException;
    }

    private HostileArchives(String victim) {
        this.victim = victim;
    }

    /** @param victim absolute path of a directory that must stay unchanged */
    static Map<String, Archive> all(String victim) throws IOException {
        var hostile = new HostileArchives(victim);
        var tars = new HostileTars(hostile);
        tars.tars();
        tars.tarHeaders();
        new HostileStreams(hostile).compressed();
        new HostileZips(hostile).zips();
        new HostileDebs(hostile).debs();
        new HostileRpms(hostile).rpms();
        return hostile.archives;
    }

    String victim() {
        return victim;
    }

    void bad(String name, byte[] bytes, String word) {
        put(name, bytes, BAD_PACKAGE, word);
    }

    void large(String name, byte[] bytes, String word) {
        put(name, bytes, PACKAGE_TOO_LARGE, word);
    }

    private void put(String name, byte[] bytes, ErrorCode code, String word) {
        if (archives.put(name, new Archive(bytes, code, word)) != null) {
            throw new IllegalStateException("two are called " + name);
        }
    }

    static byte[] patched(byte[] good, int at, int... bytes) {
        byte[] changed = good.clone();
        for (int i = 0; i < bytes.length; i++) {
            changed[at + i] = (byte) bytes[i];
        }
        return changed;
    }

    static byte[] compress(byte[] content, Compression compression) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = compression.open(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
