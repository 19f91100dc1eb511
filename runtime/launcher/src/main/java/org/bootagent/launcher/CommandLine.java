package org.bootagent.launcher;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options after a command: {@code --name VALUE}, {@code --name=VALUE} and flags. */
final class CommandLine {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    /**
     * Reads the arguments.
     *
     * @param valued options that take a value
     * @param plain options that take none
     * @throws UsageException naming the argument that is none of them
     */
    CommandLine(List<String> arguments, Set<String> valued, Set<String> plain) {
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.pop();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (plain.contains(name) && equals < 0) {
                flags.add(name);
            } else if (!valued.contains(name)) {
                throw new UsageException("'" + argument + "' is not an option here; see --help");
            } else if (equals < 0 && rest.isEmpty()) {
                throw new UsageException(name + " needs a value; see --help");
            } else {
                values.put(name, equals < 0 ? rest.pop() : argument.substring(equals + 1));
            }
        }
    }

    /** Returns the command: help, if no argument or {@code --help} is given, also after another command. */
    static String command(String[] arguments) {
        boolean help = arguments.length == 0
                || Arrays.stream(arguments).anyMatch(word -> word.equals("--help") || word.equals("-h"));
        return help ? "--help" : arguments[0];
    }

    static CommandLine of(String[] arguments, int from, Set<String> valued, Set<String> plain) {
        return new CommandLine(Arrays.asList(arguments).subList(from, arguments.length), valued, plain);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }
}
