package org.bootagent.process.supervisor.host;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The host's own commands, by absolute path. An agent's environment may hold any PATH (the seed's sample has one with semicolons), and must not decide what we
 * run.
 */
public record SystemCommands(
        String sh,
        Optional<String> setsid,
        Optional<String> env,
        Optional<String> nice,
        Optional<String> renice,
        Optional<String> prlimit,
        Optional<String> setpriv,
        Optional<String> getent,
        Optional<String> fallocate) {
    static final String RESET_SIGNALS = "--default-signal";
    public static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static SystemCommands find(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "") + File.pathSeparator + DEFAULT_PATH;
        return new SystemCommands(
                onPath("sh", path).orElse("/bin/sh"),
                onPath("setsid", path),
                onPath("env", path).filter(SystemCommands::resetsSignals),
                onPath("nice", path),
                onPath("renice", path),
                onPath("prlimit", path),
                onPath("setpriv", path),
                onPath("getent", path),
                onPath("fallocate", path));
    }

    /** Returns the words that give a process default signals and a session of its own, as far as this host can. */
    public List<String> freshStart() {
        var words = new ArrayList<String>();
        env.ifPresent(found -> words.addAll(List.of(found, RESET_SIGNALS)));
        setsid.ifPresent(words::add);
        return words;
    }

    /** Returns the command that sets variables of any name. */
    public String setter() {
        return env.orElseGet(() -> onPath("env", DEFAULT_PATH).orElse("/usr/bin/env"));
    }

    /** Returns whether it resets signals, which is possible since coreutils 8.31. */
    private static boolean resetsSignals(String env) {
        try {
            return succeeds(List.of(env, RESET_SIGNALS, env));
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command without output. @return whether its exit code is 0 */
    public static boolean succeeds(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }

    public static Optional<String> onPath(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst();
    }
}
