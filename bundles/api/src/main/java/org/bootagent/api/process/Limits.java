package org.bootagent.api.process;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an agent may use.
 *
 * @param cpuPercent percent of one core, may exceed 100; 0: no limit
 * @param memoryBytes of the agent with all its children; 0: no limit
 */
public record Limits(int cpuPercent, long memoryBytes) {
    /** No limits. */
    public static final Limits NONE = new Limits(0, 0);

    private static final Pattern CPU = Pattern.compile("[1-9][0-9]{0,5}%?");
    private static final Pattern MEMORY = Pattern.compile("([1-9][0-9]{0,14})([KMGT]?)(I?B)?");

    public Limits {
        if (cpuPercent < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException("a limit must not be negative");
        }
    }

    /**
     * Reads the wire's words.
     *
     * @param cpu such as {@code 10%}, or null or empty: none
     * @param memory such as {@code 20M} (K, M, G, T: powers of 1024), or null or empty: none
     */
    public static Limits parse(String cpu, String memory) {
        return new Limits(parseCpu(cpu), parseMemory(memory));
    }

    private static int parseCpu(String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        String cpu = text.strip();
        if (!CPU.matcher(cpu).matches()) {
            throw new IllegalArgumentException("limit CPU '" + text + "' must be a percentage of one core such as 10%");
        }
        return Integer.parseInt(cpu.replace("%", ""));
    }

    private static long parseMemory(String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        var matcher = MEMORY.matcher(text.strip().toUpperCase(Locale.ROOT));
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
}
