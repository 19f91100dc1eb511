package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.bootagent.testing.crash.DiskState;

/** A job that is cut off, and the state in which its host must end up. Another agent on the host must not be affected. */
enum WatchedJob {
    INSTALL {
        @Override
        void prepare(WatchedHost host) {
            host.start(OLD, BYSTANDER).done("install", "bystander", BYSTANDER);
        }

        @Override
        void give(WatchedHost host) {
            host.give("install", NAME, OLD);
        }

        @Override
        String versionAfter(JsonNode result) {
            assertThat(result.path("errcode").asInt()).as(result.toString()).isZero();
            return "1.0.0";
        }
    },
    UPGRADE {
        @Override
        void prepare(WatchedHost host) {
            host.start(OLD, NEW, BYSTANDER).done("install", "bystander", BYSTANDER);
            host.done("install", NAME, OLD);
        }

        @Override
        void give(WatchedHost host) {
            host.give("upgrade", NAME, NEW);
        }

        @Override
        String versionAfter(JsonNode result) {
            return result.path("errcode").asInt() == 0 ? "2.0.0" : "1.0.0";
        }
    };

    static final String NAME = "demo";
    private static final String OTHER = "bystander";
    private static final Path OLD = SamplePackage.daemon(NAME, "1.0.0").of(Format.TAR_GZ);
    private static final Path NEW = SamplePackage.daemon(NAME, "2.0.0").of(Format.TAR_GZ);
    private static final Path BYSTANDER = SamplePackage.daemon(OTHER, "1.0.0").of(Format.TAR_GZ);

    /** Prepares the host for the job. */
    abstract void prepare(WatchedHost host);

    abstract void give(WatchedHost host);

    /** Returns the version that must run after this result. */
    abstract String versionAfter(JsonNode result);

    /** Returns the process of the agent that must not be affected. */
    ProcessHandle bystander(WatchedHost host) {
        return host.agent.running(OTHER);
    }

    /** Checks BootAgent's next start: the job is finished or undone, its result is reported, and nothing is half done or left over. */
    void expectResolved(WatchedHost host, ProcessHandle bystander, String cutOff) throws IOException {
        var result = host.server.awaitResult();
        host.awaitQuiet();
        String version = versionAfter(result);
        var running = host.agent.running(NAME);
        assertThat(bystander(host)).as("adopted after %s", cutOff).isEqualTo(bystander);
        expectWhole(host, version, running, cutOff);
        assertThat(host.agent.home().resolve("tmp")).as(cutOff).isEmptyDirectory();
    }

    /** Checks the start after a power loss, which no agent survives. */
    void expectResolved(WatchedHost host, String cutOff) throws IOException {
        var result = host.server.awaitResult();
        host.awaitQuiet();
        assertThat(bystander(host).isAlive()).as(cutOff).isTrue();
        expectWhole(host, versionAfter(result), host.agent.running(NAME), cutOff);
        // A download that was deleted may be back; it is deleted again when it is a day old.
        assertThat(names(host.agent.home().resolve("tmp"))).as(cutOff).allMatch(name -> name.endsWith(".part"));
    }

    private static void expectWhole(WatchedHost host, String version, ProcessHandle running, String cutOff)
            throws IOException {
        assertThat(programs(host.agent.agentHome(NAME))).as(cutOff).containsExactly(running);
        Path current = host.agent.agentHome(NAME).resolve("current").toRealPath();
        assertThat(Processes.workingDirectory(running)).as(cutOff).isEqualTo(current);
        assertThat(current.getFileName().toString()).as(cutOff).startsWith(version + "-");
        assertThat(current.resolve("bin").resolve(NAME))
                .as(cutOff)
                .isExecutable()
                .content()
                .contains(version);
        expectNothingLeftOver(host, cutOff);
    }

    private static void expectNothingLeftOver(WatchedHost host, String cutOff) throws IOException {
        Path home = host.agent.home();
        assertThat(names(home)).as(cutOff).noneMatch(name -> name.contains("damaged") || name.contains(".tmp"));
        var agent = host.agent.agentHome(NAME);
        assertThat(names(agent)).as(cutOff).isSubsetOf("releases", "current", "previous", "data", "log", "run");
        var releases = names(agent.resolve("releases"));
        assertThat(releases).as(cutOff).allMatch(name -> name.matches("[12]\\.0\\.0-[0-9a-f]{12}(\\.json)?"));
        assertThat(releases)
                .as(cutOff)
                .contains(agent.resolve("current").toRealPath().getFileName() + ".json");
        for (String release : releases) {
            String other = release.endsWith(".json") ? release.replace(".json", "") : release + ".json";
            assertThat(releases).as(cutOff).contains(other);
        }
        assertThat(host.metafile().path("sections").path("installs").path("begun"))
                .as(cutOff)
                .isEmpty();
        assertThat(host.metafile().path("sections").path("upgrades").path("begun"))
                .as(cutOff)
                .isEmpty();
    }

    /**
     * Checks a disk after a power loss at any moment: it holds a metafile, and the whole release behind the current link.
     *
     * @param over whether the job's result has been reported: then all of it must be there
     * @return the problem
     */
    Optional<String> wrong(DiskState state, boolean over, String finished) {
        var files = state.files();
        boolean metafile = Stream.of("metafile.json", "metafile.json.previous")
                .anyMatch(name ->
                        files.containsKey(name) && files.get(name).content().endsWith("}}"));
        var link = files.get("agents/" + NAME + "/current");
        String release = link == null ? null : "agents/" + NAME + "/" + link.target();
        if (!metafile) {
            return Optional.of("no metafile");
        }
        if (release != null && !isWhole(state, release)) {
            return Optional.of(release + " is not whole");
        }
        boolean done = release != null
                && files.containsKey("metafile.json")
                && files.get("metafile.json").content().equals(finished);
        return over && !done ? Optional.of("what was reported is not there") : Optional.empty();
    }

    private static boolean isWhole(DiskState state, String release) {
        var facts = state.files().get(release + ".json");
        var program = state.files().get(release + "/bin/" + NAME);
        return facts != null
                && facts.content().startsWith("{")
                && facts.content().endsWith("}")
                && program != null
                && program.content().endsWith("exec /bin/sleep 86400\n")
                && (program.mode() & 0100) != 0;
    }

    /** Returns the programs without the processes that wait for them. */
    static List<ProcessHandle> programs(Path home) {
        return Processes.livingIn(home).stream()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.endsWith("/sleep"))
                        .isPresent())
                .toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }

    @Override
    public String toString() {
        return this == INSTALL ? "an install" : "an upgrade";
    }
}
