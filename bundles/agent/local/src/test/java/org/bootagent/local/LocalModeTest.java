package org.bootagent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.metafile.Section;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.testing.FakeHost;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalModeTest {
    private static final String TWO = """
            - name: one
              agentId: 6f1d0e2c-0000-4000-8000-00000000000a
              binary-path: bin/one
              configuration-path: etc/one.yml
              parameter: [-c, "x y"]
              workdir: /opt/one
              cpu-limit: 0.25
              mem-limit: 1048576
              environment:
                COLOUR: blue
                PORT: 80
              health-shell: test -e ok
              health-period: 1m30s
              health-retries: 20
            - name: two
              binary-path: /bin/two
              enabled: false
            """;

    @TempDir
    Path home;

    private final FakeHost host = new FakeHost();
    private Path file;
    private LocalMode local;
    private long version;

    @BeforeEach
    void open() {
        file = home.resolve("agents.yaml");
        local = new LocalMode(file, home.resolve("agents"), host.supervisor(), host.metafile());
    }

    @AfterEach
    void close() {
        local.stop();
    }

    private AgentsFile read(String text) throws IOException {
        Files.writeString(file, text);
        return AgentsFile.read(file, home.resolve("agents"), 4);
    }

    private void apply(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(++version)));
        local.look();
    }

    private List<String> agents() {
        return host.supervisor().statuses().stream().map(AgentStatus::name).toList();
    }

    @Test
    void readsThePeersFields() throws Exception {
        var read = read(TWO);
        assertThat(read.problems()).isEmpty();
        var one = read.agents().get(0);
        assertThat(one.enabled()).isTrue();
        assertThat(one.line()).isEqualTo(1);
        assertThat(one.spec().command()).containsExactly("/opt/one/bin/one", "-c", "x y");
        assertThat(one.spec().options().workDir()).isEqualTo("/opt/one");
        assertThat(one.spec().limits()).isEqualTo(new Limits(100, 1_048_576));
        assertThat(one.spec().environment()).isEqualTo(Map.of("COLOUR", "blue", "PORT", "80"));
        assertThat(one.spec().restart()).isEqualTo(RestartPreset.SIDECAR);
        var health = one.spec().health().orElseThrow();
        assertThat(health.target()).containsExactly("sh", "-c", "test -e ok");
        assertThat(health.period()).isEqualTo(Duration.ofSeconds(90));
        assertThat(health.retries()).isEqualTo(20);
        assertThat(read.agents().get(1).enabled()).isFalse();
        assertThat(read("agents:\n" + TWO.indent(2)).agents()).hasSize(2);
        assertThat(read("[]\n").agents()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu-limit: much | line 4: cpu-limit must be a number, not 'much'",
                "cpu-limit: -1 | line 4: cpu-limit: it is -1, must be 0 to 1: a fraction of the machine, 0.5 is half of all cores",
                "cpu-limit: 1.01 | line 4: cpu-limit: it is 1.01, must be 0 to 1: a fraction of the machine, 0.5 is half of all cores",
                "cpu-limit: 50 | line 4: cpu-limit: it is 50, must be 0 to 1: a fraction of the machine, 0.5 is half of all cores",
                "cpu-limit: NaN | line 4: cpu-limit: it is NaN, must be 0 to 1: a fraction of the machine, 0.5 is half of all cores",
                "cpu-limit: Infinity | line 4: cpu-limit: it is Infinity, must be 0 to 1: a fraction of the machine, 0.5 is half of all cores",
                "mem-limit: 20M | line 4: mem-limit must be a number, not '20M'",
                "enabled: perhaps | line 4: enabled: it must be true or false",
                "environment: [a] | line 4: environment must be names with values",
                "workdir: {a: b} | line 4: workdir must be a single value",
                "health-period: 10 | line 4: health-period: '10' must be a duration such as 300ms, 90s or 1h30m",
                "binary-path: /other | line 4: binary-path is there twice",
                "run-user: no such user | line 2: user must be a user's name or number"
            })
    void aBadEntryFailsAloneWithItsLine(String field, String problem) throws Exception {
        var read = read(
                "# agents\n- name: bad\n  binary-path: /bin/bad\n  " + field + "\n- name: good\n  binary-path: /b\n");
        assertThat(read.problems()).containsExactly(problem);
        assertThat(read.agents()).extracting(agent -> agent.spec().name()).containsExactly("good");
    }

    @Test
    void namesAreThereOnceAndWhatIsUnknownIsToldOf() throws Exception {
        var read = read("""
                - {name: a, binary-path: /a}
                - {name: a, binary-path: /b}
                - {binary-path: /c}
                - text
                - {name: d, binary-path: /d, colour: blue}
                """);
        assertThat(read.agents()).extracting(agent -> agent.spec().name()).containsExactly("a", "d");
        assertThat(read.problems()).hasSize(3);
        assertThat(read.problems().get(0)).startsWith("line 2: a second agent a, the first is on line 1");
        assertThat(read.problems().get(1)).startsWith("line 3: name");
        assertThat(read.problems().get(2)).startsWith("line 4: an agent must be");
        assertThat(read.warnings()).containsExactly("line 5: field colour is ignored");
        assertThat(read.names()).containsExactlyInAnyOrder("a", "d");
    }

    @Test
    void idsAreThereOnce() throws Exception {
        String id = "6f1d0e2c-0000-4000-8000-00000000000a";
        var read = read("""
                - {name: a, agentId: %1$s, binary-path: /a}
                - {name: b, agentId: %2$s, binary-path: /b}
                - {name: a, agentId: other, binary-path: /c}
                - {name: d, agentId: other, binary-path: /d}
                """.formatted(id, id.toUpperCase(Locale.ROOT)));
        assertThat(read.agents()).extracting(agent -> agent.spec().name()).containsExactly("a");
        assertThat(read.problems())
                .containsExactly(
                        "line 2: agent b has the agentId " + id.toUpperCase(Locale.ROOT)
                                + " of the agent on line 1; give one of the two another agentId",
                        "line 3: a second agent a, the first is on line 1; give one of the two another name",
                        "line 4: agent d has the agentId other of the agent on line 3;"
                                + " give one of the two another agentId");
        assertThat(read.names()).containsExactlyInAnyOrder("a", "b", "d");
    }

    @Test
    void aSecondEntryOfOneIdIsNeitherRunNorPreviewed() throws Exception {
        String twice = TWO.replace("- name: two", "- name: two\n  agentId: 6f1d0e2c-0000-4000-8000-00000000000a");
        apply(twice);
        assertThat(agents()).containsExactly("one");
        assertThat(AgentsPreview.of(file, home).problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("line 15: agent two has the agentId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name: BootAgent", "name: bootagent", "agentId: BOOTAGENT"})
    void theHostAgentsOwnNameIsRefused(String name) throws Exception {
        var read = read("- {" + name + ", binary-path: /a}\n");
        assertThat(read.agents()).isEmpty();
        assertThat(read.problems())
                .containsExactly("line 1: the name " + name.replaceFirst(".*: ", "")
                        + " means the host agent itself; give the agent another name");
    }

    @Test
    void thePreviewTellsWhatAnAgentWouldNotFind() throws Exception {
        var plain = Files.writeString(home.resolve("plain"), "");
        var program = Files.writeString(home.resolve("program"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.writeString(file, """
                - {name: a, binary-path: /none/a}
                - {name: b, binary-path: %1$s/plain}
                - {name: c, binary-path: %1$s/program, workdir: %1$s/none}
                - {name: d, binary-path: no-such-program}
                - {name: e, binary-path: /none/e, enabled: false}
                - {name: f, binary-path: %1$s/program, workdir: %1$s}
                - {name: g, binary-path: program, environment: {PATH: "%1$s"}}
                - {name: h, binary-path: plain, environment: {PATH: "%1$s"}}
                - {name: i, binary-path: sh}
                - {name: j, binary-path: %1$s}
                """.formatted(home));
        var preview = AgentsPreview.of(file, home);
        assertThat(preview.problems())
                .containsExactly(
                        "line 1: agent a would not start: there is no program /none/a; binary-path must name one",
                        "line 2: agent b would not start: its binary-path " + plain
                                + " is not executable; chmod +x it, or name another",
                        "line 3: agent c would not start: its workdir " + home
                                + "/none is no directory; make it, or name another",
                        "line 4: agent d would not start: there is no program no-such-program;"
                                + " binary-path must name one",
                        "line 8: agent h would not start: there is no program plain; binary-path must name one",
                        "line 10: agent j would not start: there is no program " + home
                                + "; binary-path must name one");
        // A run has the supervisor find it.
        assertThat(read(Files.readString(file)).problems()).isEmpty();
    }

    @Test
    void whatIsIgnoredIsToldWithItsOwnLine() throws Exception {
        assertThat(read("- name: a\n  binary-path: /a\n  shape: round\n  colour:\n    blue\n")
                        .warnings())
                .containsExactly("line 3: field shape is ignored", "line 4: field colour is ignored");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: a, binary-path: /a, cpu-limit: much}",
                "{name: a}",
                "{name: a, binary-path: /a, binary-path: /b}",
                "{agentId: a, binary-path: [/a]}"
            })
    void anEntryThatIsRefusedKeepsItsName(String refused) throws Exception {
        var read = read("- " + refused + "\n- {name: a, binary-path: /b}\n");
        assertThat(read.agents()).isEmpty();
        assertThat(read.problems()).hasSize(2);
        assertThat(read.problems().get(0)).startsWith("line 1: ");
        assertThat(read.problems().get(1))
                .isEqualTo("line 2: a second agent a, the first is on line 1; give one of the two another name");
    }

    @Test
    void aRemovalThatIsHeldBackIsLoggedAndWhatIsUnknownIsNoError() throws Exception {
        apply(TWO);
        var logged = new ArrayList<String>();
        try (var records = new LogRecords(LocalMode.class)) {
            apply("- {name: two, cpu-limit: much}\n- {name: three, binary-path: /c, colour: blue}\n");
            records.all().forEach(entry -> logged.add(entry.getLevel() + " " + entry.getMessage()));
        }
        assertThat(agents()).contains("one", "two");
        assertThat(logged)
                .filteredOn(line -> line.startsWith("SEVERE"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("line 1"));
        assertThat(logged)
                .filteredOn(line -> line.startsWith("WARNING"))
                .containsExactly(
                        "WARNING " + file + ", line 2: field colour is ignored",
                        "WARNING " + file
                                + ", agent one is no longer in the file, but is not removed as long as an entry there is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "a: b", "- name: [", "\tx", "- !!java.net.URL [http://x]\n- &a [*a, *a"})
    void whatIsNoListOfAgentsIsToldOf(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageContaining("agents.yaml");
    }

    @Test
    void followsTheFile() throws Exception {
        apply(TWO);
        assertThat(agents()).containsExactly("one", "two");
        assertThat(host.supervisor().running("one")).isPresent();
        assertThat(host.supervisor().running("two")).isEmpty();

        apply(TWO.replace("enabled: false", "enabled: true").replace("blue", "red"));
        assertThat(host.supervisor().running("one").orElseThrow().environment()).containsEntry("COLOUR", "red");
        assertThat(host.supervisor().running("two")).isPresent();

        apply(TWO.replace("- name: one", "- name: three"));
        assertThat(agents()).containsExactlyInAnyOrder("three", "two");
        assertThat(host.supervisor().running("two")).isEmpty();
    }

    @Test
    void anAgentThatWasGivenUpWaitsUntilItsEntryChanges() throws Exception {
        apply(TWO);
        host.supervisor().giveUp("one");
        apply(TWO.replace("enabled: false", "enabled: true"));
        assertThat(host.supervisor().running("two")).isPresent();
        assertThat(host.supervisor().running("one")).isEmpty();
        apply(TWO.replace("blue", "red"));
        assertThat(host.supervisor().running("one")).isPresent();
    }

    @Test
    void nothingIsTakenAwayWhileTheFileIsWrong() throws Exception {
        apply(TWO);
        apply(TWO.replace("cpu-limit: 0.25", "cpu-limit: much"));
        assertThat(agents()).containsExactly("one", "two");
        assertThat(host.supervisor().running("one")).isPresent();
        apply("- [");
        assertThat(agents()).containsExactly("one", "two");
        Files.delete(file);
        local.look();
        assertThat(host.supervisor().running("one")).isPresent();
        // As an editor leaves it for a moment.
        apply("");
        assertThat(host.supervisor().running("one")).isPresent();
        apply("[]");
        assertThat(agents()).isEmpty();
    }

    @Test
    void agentsOfOthersAreNotTouched() throws Exception {
        var other = new AgentSpec("one", "1", "r", "/r", List.of(), AgentOptions.NONE, AgentOptions.NONE);
        host.supervisor().define(other);
        apply(TWO);
        assertThat(host.supervisor().spec("one")).hasValue(other);
        assertThat(agents()).containsExactly("one", "two");
        apply("[]");
        assertThat(host.supervisor().spec("one")).hasValue(other);
    }

    @Test
    void whatCouldNotBeRecordedIsAppliedWhenItCan() throws Exception {
        var full = new AtomicBoolean(true);
        var disk = new Metafile() {
            @Override
            public <T extends Record> Optional<T> read(Section<T> section) {
                return host.metafile().read(section);
            }

            @Override
            public void commit(Consumer<Edit> edit) {
                if (full.get()) {
                    throw new MetafileException("no space left", null);
                }
                host.metafile().commit(edit);
            }
        };
        local.stop();
        local = new LocalMode(file, home.resolve("agents"), host.supervisor(), disk);
        try (var records = new LogRecords(LocalMode.class)) {
            apply(TWO);
            local.look();
            assertThat(records.all())
                    .as("said once")
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.getMessage()).contains("unchanged: no space left"));
        }
        assertThat(agents()).isEmpty();

        full.set(false);
        local.look();
        assertThat(agents()).containsExactly("one", "two");
    }

    @Test
    void agentsMayShareFields() throws Exception {
        var read = read("""
                agents:
                  - &first
                    name: first
                    binary-path: /bin/a
                    environment: {A: b}
                  - <<: *first
                    name: second
                  - <<: [{name: third}, *first]
                    workdir: /opt
                """);
        assertThat(read.problems()).isEmpty();
        assertThat(read.warnings()).isEmpty();
        assertThat(read.agents())
                .extracting(
                        agent -> agent.spec().name(),
                        agent -> agent.spec().command(),
                        agent -> agent.spec().options().workDir())
                .containsExactly(
                        tuple("first", List.of("/bin/a"), null),
                        tuple("second", List.of("/bin/a"), null),
                        tuple("third", List.of("/bin/a"), "/opt"));
        assertThat(read.agents())
                .allSatisfy(agent -> assertThat(agent.spec().environment()).containsEntry("A", "b"));
        assertThat(read("- &a {name: a, binary-path: /b}\n- {<<: *a, workdir: /opt}\n")
                        .problems())
                .containsExactly("line 2: a second agent a, the first is on line 1; give one of the two another name");
        assertThat(read("- {<<: wrong, name: a}\n").problems())
                .containsExactly("line 1: an agent must be a list of fields such as binary-path: /opt/a/bin/a");
    }

    @Test
    void aFileThatIsNotTextIsToldOfInWords() throws Exception {
        Files.write(file, new byte[] {'-', ' ', 'n', 'a', 'm', 'e', ':', ' ', (byte) 0xe4});
        assertThatThrownBy(() -> AgentsFile.read(file, home, 4))
                .hasMessage(file + " cannot be read: it is not in UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> AgentsFile.read(file, home, 4)).hasMessage(file + " cannot be read: Is a directory");
    }

    @Test
    void whatCouldNotBeStartedIsTriedAgain() throws Exception {
        host.faults().fail(2, ErrorCode.DOES_NOT_START);
        apply("- {name: one, binary-path: /bin/one}\n");
        assertThat(host.faults().happened()).isTrue();
        assertThat(host.faults().steps()).startsWith("commit", "define ", "start ");
        assertThat(host.supervisor().running("one")).isEmpty();

        for (int i = 0; i < 15; i++) {
            local.look();
        }
        assertThat(host.supervisor().running("one")).isPresent();
        int steps = host.faults().steps().size();

        // It has run: what becomes of it is for the supervisor to say.
        host.supervisor().stop("one");
        for (int i = 0; i < 30; i++) {
            local.look();
        }
        assertThat(host.supervisor().running("one")).isEmpty();
        assertThat(host.faults().steps()).hasSize(steps + 1);
    }
}
