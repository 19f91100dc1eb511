package org.bootagent.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booterctl.Main;
import org.bootagent.launcher.AgentMain;
import org.bootagent.launcher.BooterMain;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.Test;

/** Checks the generated parts of the reference pages against the code. {@code mvn -pl features -am verify -Ddocs.write=true} writes them anew. */
class ReferencePagesTest {
    private static final String BOOTER = "org.bootagent.booter";

    @Test
    void settingsAreThoseOfTheBundles() throws IOException {
        var settings = new SettingsReference().add(bundles());

        assertThat(settings.undescribed()).as("settings without a description").isEmpty();
        var page = new ReferencePage("settings.md");
        page.check("BootAgent", settings.markdown(pid -> !pid.startsWith(BOOTER)));
        page.check("Booter", settings.markdown(pid -> pid.startsWith(BOOTER)));
    }

    /** The launcher's own settings are described by hand, as most of its keys are not an operator's. */
    @Test
    void settingsOfTheLauncherAreReadBySomeBundle() throws IOException {
        var settings = new SettingsReference().add(bundles());
        var documented = Pattern.compile("`(host|booter)/(\\w+)`")
                .matcher(new ReferencePage("settings.md").text())
                .results()
                .toList();
        assertThat(documented)
                .isNotEmpty()
                .allMatch(found ->
                        settings.launcherKeys("org.bootagent." + found.group(1)).contains(found.group(2)));
    }

    @Test
    void errorCodesAreThoseOfTheApi() throws IOException {
        String rows = Arrays.stream(ErrorCode.values())
                .map(code -> "| " + code.number() + " | `" + code.name() + "` | " + code.meaning() + " |\n")
                .collect(Collectors.joining());
        new ReferencePage("error-codes.md").check("codes", "\n| errcode | name | meaning |\n|---|---|---|\n" + rows);
    }

    @Test
    void commandsOfTheOperatorAreThoseOfBooterctl() throws IOException {
        var booterctl = Main.commandLine().getCommandSpec();
        var page = new ReferencePage("booterctl.md");
        page.check("options", CommandReference.options(booterctl));
        page.check("commands", CommandReference.commands(booterctl));
    }

    @Test
    void helpOfTheProgramsIsAsTheyPrintIt() throws IOException {
        new ReferencePage("bootagent.md").check("help", block(AgentMain.help()));
        new ReferencePage("booter.md").check("help", block(BooterMain.help()));
    }

    /** Keeps the table of a wire's messages complete: a field that is added must be explained. */
    @Test
    void fieldsOfTheRestMessagesAreExplained() throws IOException {
        String page = new ReferencePage("rest-wire.md").text();
        Stream.of(
                        RegisterRequest.class,
                        RegisterReply.class,
                        StatusReport.class,
                        StatusReport.Agent.class,
                        StatusReport.Result.class,
                        StatusReport.Event.class,
                        StatusReport.Progress.class,
                        StatusReply.class)
                .forEach(message -> assertThat(documented(page, message.getSimpleName()))
                        .as("fields of %s in rest-wire.md", message.getSimpleName())
                        .containsExactlyInAnyOrderElementsOf(Arrays.stream(message.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList()));
    }

    @Test
    void commandsAndEventsOfTheStreamAreExplained() throws IOException {
        String proto = Files.readString(
                Path.of("..", "bundles", "easyagent-wire", "src", "main", "protobuf", "easyagent.proto"));
        var names = Pattern.compile("(?m)^    ([A-Z]+_[A-Z_]+) = \\d+;|^  rpc (\\w+)\\(")
                .matcher(proto)
                .results()
                .map(found -> "`" + (found.group(1) == null ? found.group(2) : found.group(1)) + "`")
                // A type of stop, and the server's call of another service.
                .filter(name -> !name.startsWith("`STOP_UN") && !name.startsWith("`STOP_RE") && !name.equals("`send`"))
                .toList();
        assertThat(names).contains("`registerSidecar`", "`RUN_JOB`", "`EVT_USAGES`");
        assertThat(new ReferencePage("easyagent-wire.md").text()).contains(names);
    }

    /** Returns the fields in the table below the heading with the message's name. */
    private static List<String> documented(String page, String message) {
        String section = page.replaceFirst("(?s).*\n##+ [^\n]*`" + message + "`[^\n]*\n", "")
                .replaceFirst("(?s)\n##.*", "");
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Arrays.stream(line.split("\\|", -1)[1].split(",")))
                .map(field -> field.replace("`", "").strip())
                .toList();
    }

    private static String block(String text) {
        return "\n```\n" + text + "```\n";
    }

    private static List<Path> bundles() throws IOException {
        Path own = Path.of(System.getProperty("bootagent.repository"), "org", "bootagent");
        try (Stream<Path> files =
                Files.find(own, 3, (file, attributes) -> file.toString().endsWith(".jar"))) {
            return files.sorted().toList();
        }
    }
}
