package org.bootagent.transport.grpc.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the kernel's own figures. A figure that cannot be read or makes no sense is left out. */
public record Proc(Path root) {
    private static final int KIB = 1024;
    private static final int PAGE = 4096;
    private static final long AT_PAGESZ = 6;

    static List<String> lines(Path file) {
        try {
            // Users can mount, too, on directories whose names are in no encoding.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    List<String> lines(String file) {
        return lines(root.resolve(file));
    }

    /** Returns a short file, or the beginning of a longer one: what the kernel gives in one read. */
    public byte[] bytes(String file) {
        var bytes = new byte[PAGE];
        // Half as much work as with a channel.
        try (var in = new FileInputStream(new File(root.toFile(), file))) {
            return Arrays.copyOf(bytes, Math.max(0, in.read(bytes)));
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Returns the bytes of a page of memory: 65536 with some kernels of arm64. The kernel tells every process, in pairs of a key and a value. */
    long pageSize() {
        var told = ByteBuffer.wrap(bytes("self/auxv")).order(ByteOrder.nativeOrder());
        while (told.remaining() >= 2 * Long.BYTES) {
            long key = told.getLong();
            long value = told.getLong();
            if (key == AT_PAGESZ) {
                return value;
            }
        }
        return PAGE;
    }

    public Set<Long> pids() {
        var pids = new HashSet<Long>();
        var names = root.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (name.charAt(0) <= '9') {
                number(name).ifPresent(pids::add);
            }
        }
        return pids;
    }

    /** Returns {@code meminfo}, in bytes. */
    public Map<String, Long> memory() {
        var memory = new HashMap<String, Long>();
        for (String line : lines("meminfo")) {
            var words = line.split("[:\\s]+", -1);
            if (words.length > 1) {
                number(words[1]).ifPresent(value -> memory.put(words[0], value * KIB));
            }
        }
        return memory;
    }

    public int cores() {
        return (int) Math.max(
                1,
                lines("stat").stream()
                        .filter(line -> line.matches("cpu[0-9].*"))
                        .count());
    }

    /** Returns the model of the first processor; empty where the kernel does not say. */
    public String processor() {
        return lines("cpuinfo").stream()
                .filter(line -> line.startsWith("model name") && line.indexOf(':') > 0)
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** Returns the ticks of all processors since the start of the host: user, nice, system, idle, iowait, … */
    long[] cpuTicks() {
        return lines("stat").stream()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .map(line -> Arrays.stream(line.substring(4).strip().split("\\s+", -1))
                        .mapToLong(word -> number(word).orElse(0))
                        // Guests' use is already part of user and nice.
                        .limit(8)
                        .toArray())
                .orElse(new long[0]);
    }

    /** Returns the words of a {@code cmdline}, with blanks between them. */
    public static String words(byte[] cmdline) {
        var words = new StringBuilder();
        for (String word : new String(cmdline, StandardCharsets.UTF_8).split("\0", -1)) {
            if (!word.isEmpty()) {
                words.append(words.isEmpty() ? "" : " ").append(word);
            }
        }
        return words.toString();
    }

    public static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
