package org.bootagent.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** {@code bootagent}: the host agent's command line. */
public final class AgentMain {
    private static final String DEFAULT_HOME = "/var/lib/bootagent";
    private static final Set<String> RUN_OPTIONS = Set.of("--home", "--conf", "--transport", "--agents", "-S", "-L");
    private static final String HELP = """
            Usage: bootagent COMMAND [OPTIONS]

              run [--home DIR] [--conf FILE] [--transport http|grpc] [-S LIST] [-L FILE|DIR] [-T] [--unguarded]
              run --local [--agents FILE] [--home DIR] [--conf FILE] [-L FILE|DIR] [-T] [--unguarded]
                                 run the host agent in the foreground; TERM stops it, agents keep running
                  --home DIR     directory of all its state (default: $BOOTAGENT_HOME, else /var/lib/bootagent)
                  --conf FILE    settings, lines of <bundle>/<key> = <value> (default: <home>/bootagent.conf, if it exists)
                  --transport T  connection to the server: http, short connections (default), or grpc, a lasting stream
                  --local        use no server: run the agents of a file, and follow its changes
                  --agents FILE  that file, in YAML (default: the setting local/agents, else <home>/agents.yaml)
                  -S LIST        servers HOST[:PORT],HOST[:PORT] for the first start; ignored later
                  -L FILE|DIR    log of this run (default: <home>/log/bootagent.log)
                  -T             check the configuration, print what would run, and exit; runs nothing
                  --unguarded    run without the guard, which restarts it after a crash or a hang
              status [--json] [--home DIR]    status of the host agent
              agents [--json] [--home DIR]    its agents
              install --target DIR --servers LIST [--tls] [--name NAME] [--home DIR]
                                 put this distribution into DIR/releases/NAME and start it there, as a service if systemd runs
              supersede [--home DIR] [REASON]    start the installed version from now on, not one that a job has upgraded to
              unit [--target DIR] [--servers LIST] [--home DIR] [--conf FILE]    print the unit for systemd
              class-data         make the class archive that lets the distribution's own runtime start faster
              --version
              --help

            Exit codes: 0 success, 1 failed, 2 wrong usage or configuration, 3 no host agent is running there.
            """;

    private AgentMain() {}

    /** Returns the text of {@code --help}. */
    public static String help() {
        return HELP;
    }

    public static void main(String[] args) {
        try {
            System.exit(execute(args));
        } catch (UsageException e) {
            System.err.println("bootagent: " + e.getMessage());
            System.exit(UsageException.EXIT_CODE);
        } catch (HomeInUseException | StartException e) {
            System.err.println("bootagent: " + e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            LoggerFactory.getLogger(AgentMain.class).error("The host agent cannot run", e);
            System.exit(1);
        }
    }

    static int execute(String[] args) throws Exception {
        return switch (CommandLine.command(args)) {
            case "run" -> run(CommandLine.of(args, 1, RUN_OPTIONS, Set.of("-T", "--unguarded", "--local")));
            case "train" -> train(CommandLine.of(args, 1, Set.of("--home"), Set.of()));
            case "status", "agents" -> console(args);
            case "--version" ->
                print("bootagent-" + Distribution.own().version() + "-" + Distribution.architecture() + "\n");
            case "--help", "-h", "help" -> print(HELP);
            default -> throw new UsageException("'" + args[0] + "' is not a command; see bootagent --help");
        };
    }

    private static int run(CommandLine options) throws Exception {
        var agent = new AgentConfiguration(Distribution.own(), home(options), options);
        if (options.has("-T")) {
            options.value("-L").ifPresent(target -> Logging.start(target, "bootagent"));
            return print(new AgentCheck(agent).report());
        }
        Path home = Home.create(agent.home(), "actions", "agents", "log", "run", "tmp", "cache/fileinstall");
        Home.requireAlone(home);
        Logging.start(options.value("-L").orElse(home.resolve("log") + "/"), "bootagent");
        new Foreground("BootAgent").run(agent.distribution(), agent.settings(), home);
        return 0;
    }

    /** Runs once to record the classes for {@code bootagent class-data}; of no use otherwise. */
    private static int train(CommandLine options) throws Exception {
        // The classes of a framework that was stopped may be unloaded before they are archived.
        try (var training = new Training(() -> Runtime.getRuntime().halt(0))) {
            String home = home(options).toString();
            return run(new CommandLine(List.of("--home", home, "-S", training.server()), RUN_OPTIONS, Set.of("-T")));
        }
    }

    private static int console(String[] args) throws Exception {
        var options = CommandLine.of(args, 1, Set.of("--home"), Set.of("--json"));
        return new ConsoleClient(home(options)).ask(args[0], options.has("--json"));
    }

    private static Path home(CommandLine options) {
        return Path.of(options.value("--home")
                .or(() -> Optional.ofNullable(System.getenv("BOOTAGENT_HOME")))
                .orElse(DEFAULT_HOME));
    }

    private static int print(String text) {
        System.out.print(text);
        return 0;
    }
}
