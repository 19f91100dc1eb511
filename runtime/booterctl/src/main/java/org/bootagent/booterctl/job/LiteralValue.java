package org.bootagent.booterctl.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Takes the next word of the command line as a value, even if it looks like an option or the dashes that end options. */
@SuppressWarnings("JdkObsolete") // The parser's own type.
final class LiteralValue implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
            Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> information) {
        if (words.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing required parameter for option '--arg' (A)");
        }
        List<String> values = new ArrayList<>(option.<List<String>>getValue());
        values.add(words.pop());
        option.setValue(values);
        return true;
    }
}
