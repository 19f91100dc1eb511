package org.bootagent.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.booterctl.Main;
import org.bootagent.features.Documents.Quote;
import org.bootagent.launcher.AgentMain;
import org.bootagent.launcher.BooterMain;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** Checks the commands and settings that documents quote: programs, subcommands, options, scripts, Maven modules and profiles, and names of settings. */
class DocumentCommandsTest {
    private static final Path ROOT = Documents.ROOT;
    private static final Pattern SEPARATOR = Pattern.compile("\\s+(?:&&|\\|\\||[|;])\\s+|\\s+·\\s+");
    private static final Pattern SETTING =
            Pattern.compile("([a-z][a-z0-9]*(?:[.][a-z0-9]+)*)(?:~[\\w.-]+)?/([a-z][A-Za-z0-9]*)(\\s*=.*)?");
    private static final Pattern TESTS = Pattern.compile("-D(?:it[.])?test=([A-Za-z0-9_,]+)(?:#.*)?");
    private static final Set<String> MAVEN_OPTIONS = Set.of("-pl", "-am", "-f", "-q", "-o", "-T", "-B", "-ntp");
    private static final Set<String> PROPERTIES_OF_PLUGINS = Set.of("skipTests", "spotless.check.skip", "docs.write");

    @Test
    void everyCommandExists() throws IOException {
        var wrong = new ArrayList<String>();
        for (Quote quote : Documents.quotes()) {
            for (String command : SEPARATOR.split(quote.text(), -1)) {
                fault(words(command)).ifPresent(fault -> wrong.add(quote.place() + ": " + command + ": " + fault));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everySettingExists() throws IOException {
        Set<String> known = settings();
        Set<String> bundles =
                known.stream().map(name -> name.replaceFirst("/.*", "")).collect(Collectors.toSet());
        var wrong = new ArrayList<String>();
        for (Quote quote : Documents.quotes()) {
            var setting = SETTING.matcher(quote.text());
            if (setting.matches()
                    && !setting.group(1).startsWith("org.example.")
                    && (setting.group(3) != null || bundles.contains(setting.group(1)))
                    && !known.contains(setting.group(1) + "/" + setting.group(2))
                    && !Files.exists(ROOT.resolve(quote.text()))) {
                wrong.add(quote.place() + ": " + quote.text());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The checks themselves: each of these is wrong, and is found. */
    @Test
    void findsWhatDoesNotExist() throws IOException {
        assertThat(Stream.of(
                        "booterctl instal SN NAME",
                        "booterctl install SN NAME --packages FILE",
                        "bootagent status --jsn",
                        "bootagent statuses",
                        "booter run --https 127.0.0.1:1",
                        "contrib/quickstart.sh --keeps",
                        "contrib/quickstarts.sh",
                        "mvn -pl bundles/agent/dispatchers verify",
                        "mvn -P third-jdk verify",
                        "mvn -pl features verify -Dtest=NoSuchTest",
                        "mvn verify -Dskip.tests"))
                .allMatch(command -> present(command));
        assertThat(settings()).contains("dispatcher/parallel", "host/servers").doesNotContain("dispatcher/parallels");
    }

    private static boolean present(String command) {
        try {
            return fault(words(command)).isPresent();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Names all settings; the page is compared with the bundles by {@link ReferencePagesTest}. */
    private static Set<String> settings() throws IOException {
        return new ReferencePage("settings.md")
                .text()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].split(",")))
                .map(name -> name.replace("`", "").strip())
                .collect(Collectors.toSet());
    }

    private static Optional<String> fault(List<String> words) throws IOException {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String program = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        if (program.matches("contrib/[\\w./-]+[.]sh")) {
            return script(program, arguments);
        }
        return switch (program.replaceFirst(".*/", "")) {
            case "booterctl" -> booterctl(arguments);
            case "bootagent" ->
                program.startsWith("/") || arguments.isEmpty() ? Optional.empty() : helped(AgentMain.help(), arguments);
            case "booter" ->
                program.startsWith("/") || arguments.isEmpty()
                        ? Optional.empty()
                        : helped(BooterMain.help(), arguments);
            case "mvn" -> maven(arguments);
            default -> Optional.empty();
        };
    }

    /** A placeholder is in capitals, an optional part in brackets, alternatives are separated by bars. */
    private static Optional<String> booterctl(List<String> arguments) {
        CommandSpec command = Main.commandLine().getCommandSpec();
        for (String word : arguments) {
            if (word.equals("--")) {
                break;
            }
            if (word.startsWith("-")) {
                String option = word.replaceFirst("=.*", "");
                if (!command.optionsMap().containsKey(option)) {
                    return Optional.of("'" + command.qualifiedName() + "' has no option " + option);
                }
            } else if (!command.subcommands().isEmpty() && word.matches("[a-z][a-z|-]*")) {
                for (String name : word.split("\\|", -1)) {
                    var sub = command.subcommands().get(name);
                    if (sub == null) {
                        return Optional.of("'" + command.qualifiedName() + "' has no command " + name);
                    }
                }
                command = command.subcommands().get(word.split("\\|", -1)[0]).getCommandSpec();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> helped(String help, List<String> arguments) {
        String first = arguments.get(0);
        boolean command = help.lines().anyMatch(line -> line.matches("  " + Pattern.quote(first) + "( .*)?"));
        if (first.matches("[a-z-].*") && !command) {
            return Optional.of("its help has no command " + first);
        }
        return arguments.stream()
                .filter(word -> word.startsWith("-"))
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(option -> !names(help, option))
                .findFirst()
                .map(option -> "its help has no option " + option);
    }

    private static Optional<String> script(String script, List<String> arguments) throws IOException {
        Path file = ROOT.resolve(script);
        if (!Files.isExecutable(file)) {
            return Optional.of("it cannot be executed");
        }
        String text = Files.readString(file);
        return arguments.stream()
                .filter(word -> word.startsWith("-") && !names(text, word.replaceFirst("=.*", "")))
                .findFirst()
                .map(option -> "it has no option " + option);
    }

    private static boolean names(String text, String option) {
        return Pattern.compile("(?<![\\w-])" + Pattern.quote(option) + "(?![\\w-])")
                .matcher(text)
                .find();
    }

    private static Optional<String> maven(List<String> arguments) throws IOException {
        boolean modules = false;
        boolean profiles = false;
        for (String word : arguments) {
            Optional<String> fault = Optional.empty();
            if (modules) {
                fault = modules(word);
            } else if (profiles || (word.startsWith("-P") && word.length() > 2)) {
                fault = profiles(word.replaceFirst("^-P", ""));
            } else if (word.startsWith("-D")) {
                fault = property(word);
            } else if (word.startsWith("-") && !word.equals("-P") && !MAVEN_OPTIONS.contains(word)) {
                fault = Optional.of("unknown option " + word);
            }
            if (fault.isPresent()) {
                return fault;
            }
            modules = word.equals("-pl");
            profiles = word.equals("-P");
        }
        return Optional.empty();
    }

    private static Optional<String> modules(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(module -> module.replaceFirst("^!", ""))
                .filter(module -> !module.matches("[A-Z]+")
                        && !Files.exists(ROOT.resolve(module).resolve("pom.xml")))
                .findFirst()
                .map(module -> "there is no module " + module);
    }

    private static Optional<String> profiles(String list) throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        return Arrays.stream(list.split(",", -1))
                .filter(profile -> !pom.contains("<id>" + profile + "</id>"))
                .findFirst()
                .map(profile -> "pom.xml has no profile " + profile);
    }

    private static Optional<String> property(String word) throws IOException {
        var tests = TESTS.matcher(word);
        if (tests.matches()) {
            return Arrays.stream(tests.group(1).split(",", -1))
                    .filter(test -> !isTest(test))
                    .findFirst()
                    .map(test -> "there is no test " + test);
        }
        String name = word.substring(2).replaceFirst("=.*", "");
        boolean known = PROPERTIES_OF_PLUGINS.contains(name) || poms().anyMatch(pom -> names(pom, name));
        return known ? Optional.empty() : Optional.of("no pom.xml uses the property " + name);
    }

    private static boolean isTest(String name) {
        try (var files = Files.walk(ROOT)) {
            return files.anyMatch(
                    file -> file.endsWith(name + ".java") && file.toString().contains("/src/test/"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<String> poms() throws IOException {
        return Stream.of(
                Files.readString(ROOT.resolve("pom.xml")),
                Files.readString(ROOT.resolve("runtime/itest/pom.xml")),
                Files.readString(ROOT.resolve("bundles/easyagent-testing/pom.xml")));
    }

    /** Splits a command; assignments before it, quotes and the brackets of optional parts are left out. */
    private static List<String> words(String command) {
        var words = new ArrayList<>(Arrays.stream(command.replaceAll("'[^']*'|\"[^\"]*\"", "QUOTED")
                        .replaceAll("[\\[\\]…]", " ")
                        .strip()
                        .split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList());
        while (!words.isEmpty()
                && (words.get(0).matches("[A-Z_]+=.*") || words.get(0).matches("sh|bash|sudo"))) {
            words.remove(0);
        }
        return words;
    }
}
