package org.bootagent.api.process;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Limits on the resources of an agent.
 *
 * @param cpuPercent percent of one core, may exceed 100; 0: no limit
 * @param memoryBytes of the agent with all its children; 0: no limit
 * @param pids processes and threads, of the agent with all its children; 0: no limit
 * @param files open files of each process; 0: no limit
 * @param nice −20 (most) to 19 (least) of the processor's attention; 0: as any process
 */
public record Limits(int cpuPercent, long memoryBytes, int pids, int files, int nice) {
    /** No limits. */
    public static final Limits NONE = new Limits(0, 0);

    private static final String CPU = "CPU";
    private static final String MEMORY = "memory";
    private static final String PIDS = "pids";
    private static final String FILES = "files";
    private static final String NICE = "nice";
    private static final int NICEST = 19;
    private static final int RUDEST = -20;

    private static final Pattern PERCENT = Pattern.compile("[1-9][0-9]{0,5}%?");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,14})([KMGT]?)(I?B)?");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern NICENESS = Pattern.compile("[+-]?[0-9]{1,2}");

    public Limits {
        if (cpuPercent < 0 || memoryBytes < 0 || pids < 0 || files < 0) {
            throw new IllegalArgumentException("a limit must not be negative");
        }
        checkNice(nice, Integer.toString(nice));
    }

    /** Limits of processor and memory only. */
    public Limits(int cpuPercent, long memoryBytes) {
        this(cpuPercent, memoryBytes, 0, 0, 0);
    }

    /**
     * Parses the wire's form.
     *
     * @param cpu such as {@code 10%}, or null or empty: none
     * @param memory such as {@code 20M} (K, M, G, T: powers of 1024), or null or empty: none
     */
    public static Limits parse(String cpu, String memory) {
        return new Limits(parseCpu(cpu), parseMemory(memory));
    }

    /**
     * Parses the wire's form.
     *
     * @param given {@code CPU} ({@code 10%}), {@code memory} ({@code 20M}), {@code pids} ({@code 100}), {@code files} ({@code 1024}), {@code nice} ({@code 5}),
     * in any case; null or empty: none; others are ignored
     */
    public static Limits parse(Map<String, String> given) {
        var limits = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        limits.putAll(given);
        return new Limits(
                parseCpu(limits.get(CPU)),
                parseMemory(limits.get(MEMORY)),
                parseCount(PIDS, limits.get(PIDS)),
                parseCount(FILES, limits.get(FILES)),
                parseNice(limits.get(NICE)));
    }

    /** Returns the wire's form; empty without limits. */
    public Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        put(words, CPU, cpuPercent, cpuPercent + "%");
        put(words, MEMORY, memoryBytes, size(memoryBytes));
        put(words, PIDS, pids, Integer.toString(pids));
        put(words, FILES, files, Integer.toString(files));
        put(words, NICE, nice, Integer.toString(nice));
        return words;
    }

    private static void put(Map<String, String> words, String name, long value, String word) {
        if (value != 0) {
            words.put(name, word);
        }
    }

    private static String size(long bytes) {
        int power = 0;
        long size = bytes;
        while (size != 0 && size % 1024 == 0 && power < "KMGT".length()) {
            size /= 1024;
            power++;
        }
        return size + (power == 0 ? "" : "KMGT".substring(power - 1, power));
    }

    private static int parseCpu(String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        String cpu = text.strip();
        if (!PERCENT.matcher(cpu).matches()) {
            throw new IllegalArgumentException("limit CPU '" + text + "' must be a percentage of one core such as 10%");
        }
        return Integer.parseInt(cpu.replace("%", ""));
    }

    private static long parseMemory(String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        var matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("limit memory '" + text + "' must be a size such as 20M");
        }
        int power = matcher.group(2).isEmpty() ? 0 : "KMGT".indexOf(matcher.group(2)) + 1;
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(1024).pow(power))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("limit memory '" + text + "' is more than any host has", e);
        }
    }

    private static int parseCount(String name, String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        if (!COUNT.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException("limit " + name + " '" + text + "' must be a number such as 1024");
        }
        return Integer.parseInt(text.strip());
    }

    private static int parseNice(String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        boolean number = NICENESS.matcher(text.strip()).matches();
        int nice = number ? Integer.parseInt(text.strip()) : Integer.MAX_VALUE;
        checkNice(nice, text);
        return nice;
    }

    private static void checkNice(int nice, String text) {
        if (nice < RUDEST || nice > NICEST) {
            throw new IllegalArgumentException("limit nice '" + text + "' must be a number from -20 to 19");
        }
    }
}
