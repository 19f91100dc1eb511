package org.bootagent.process.supervisor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The host's own commands, by absolute path: an agent's environment may hold any PATH (the seed's sample has one with semicolons), and must not decide what we
 * run.
 */
record SystemCommands(
        Optional<String> setsid,
        String sh,
        Optional<String> setpriv,
        Optional<String> getent,
        Optional<String> fallocate) {
    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    static SystemCommands find(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "") + File.pathSeparator + DEFAULT_PATH;
        return new SystemCommands(
                onPath("setsid", path),
                onPath("sh", path).orElse("/bin/sh"),
                onPath("setpriv", path),
                onPath("getent", path),
                onPath("fallocate", path));
    }

    static Optional<String> onPath(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst();
    }
}
