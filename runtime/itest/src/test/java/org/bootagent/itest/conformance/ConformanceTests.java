package org.bootagent.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bootagent.easyagent.testing.judge.Differences;
import org.bootagent.easyagent.testing.judge.Finding;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.easyagent.testing.judge.Verdicts;
import org.bootagent.itest.BuildOutput;
import org.junit.jupiter.api.DynamicTest;

/** Turns the judge's findings into tests, by the list of accepted differences, and leaves its lines for {@code contrib/conformance.sh}. */
final class ConformanceTests {
    private ConformanceTests() {}

    static Stream<DynamicTest> of(End end, Collection<String> replayed, List<Finding> findings) throws IOException {
        var verdicts =
                new Verdicts(Differences.read(BuildOutput.root().resolve("contrib/docs/easyagent-differences.md")));
        verdicts.add(end, replayed, findings);
        write(end, verdicts);
        return Stream.concat(
                verdicts.all().stream()
                        .map(verdict -> DynamicTest.dynamicTest(
                                verdict.scenario(),
                                () -> assertThat(verdict.faults()).isEmpty())),
                Stream.of(DynamicTest.dynamicTest(
                        "every wanted difference is there",
                        () -> assertThat(verdicts.unused()).isEmpty())));
    }

    private static void write(End end, Verdicts verdicts) throws IOException {
        Path directory = Files.createDirectories(BuildOutput.root().resolve("runtime/itest/target/conformance"));
        var lines = Stream.concat(
                verdicts.all().stream().map(Object::toString),
                verdicts.unused().stream().map(entry -> "UNUSED    " + entry.row()));
        String name = end.name().toLowerCase(Locale.ROOT);
        Files.write(
                directory.resolve(name + ".txt"),
                Stream.concat(lines, Stream.of(verdicts.totals())).toList());
        Files.write(directory.resolve(name + "-wanted.log"), verdicts.details());
    }
}
