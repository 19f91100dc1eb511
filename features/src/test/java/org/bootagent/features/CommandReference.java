package org.bootagent.features;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Renders the commands of a picocli program in Markdown. */
final class CommandReference {
    private CommandReference() {}

    /** Renders the options that every command takes, and the exit codes. */
    static String options(CommandSpec program) {
        var codes = program.usageMessage().exitCodeList().entrySet().stream()
                .map(code -> "| " + code.getKey() + " | " + code.getValue() + " |\n")
                .collect(Collectors.joining());
        return "\n| option | meaning |\n|---|---|\n" + rows(program) + "\n| exit code | meaning |\n|---|---|\n" + codes;
    }

    /** Renders a section for each command, in the order of the program's help. */
    static String commands(CommandSpec program) {
        return program.subcommands().values().stream()
                .map(command -> section(command.getCommandSpec()))
                .collect(Collectors.joining());
    }

    private static String section(CommandSpec command) {
        var text = new StringBuilder("\n## ").append(command.name()).append("\n\n");
        text.append(String.join(" ", command.usageMessage().description())).append("\n\n");
        text.append("```\n").append(synopsis(command)).append("\n```\n");
        String rows = rows(command);
        if (!rows.isEmpty()) {
            text.append("\n| argument | meaning |\n|---|---|\n").append(rows);
        }
        command.subcommands()
                .values()
                .forEach(sub -> text.append(section(sub.getCommandSpec()).replace("\n## ", "\n### ")));
        return text.toString();
    }

    private static String synopsis(CommandSpec command) {
        String positional = command.positionalParameters().stream()
                .filter(argument -> !argument.hidden())
                .map(argument ->
                        " " + (argument.required() ? argument.paramLabel() : "[" + argument.paramLabel() + "]"))
                .collect(Collectors.joining());
        String sub = command.subcommands().isEmpty() ? "" : " [COMMAND]";
        return command.qualifiedName() + (own(command).isEmpty() ? "" : " [OPTIONS]") + positional + sub;
    }

    private static String rows(CommandSpec command) {
        String positional = command.positionalParameters().stream()
                .filter(argument -> !argument.hidden())
                .map(argument -> row(argument.paramLabel(), argument))
                .collect(Collectors.joining());
        return positional
                + own(command).stream()
                        .map(option -> row(
                                String.join(", ", option.names())
                                        + (option.arity().max() == 0 ? "" : " " + option.paramLabel()),
                                option))
                        .collect(Collectors.joining());
    }

    /** Returns the options that are this command's and not the program's. */
    private static List<OptionSpec> own(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.inherited() && !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
    }

    private static String row(String name, ArgSpec argument) {
        String meaning = Arrays.stream(argument.description()).collect(Collectors.joining(" "));
        return "| `" + name.replace("|", "\\|") + "` | " + meaning.replace("|", "\\|") + " |\n";
    }
}
