package org.bootagent.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.bootagent.api.host.ServerAddress;

/** What a run of the host agent is configured to, from the distribution, the user's file and the command line. */
final class AgentConfiguration {
    private static final String HOST_PID = "org.bootagent.host";

    private final Distribution distribution;
    private final Path home;
    private final Path file;
    private final Properties users;
    private final String firstServers;
    private final Settings settings = new Settings();

    AgentConfiguration(Distribution distribution, Path home, CommandLine options) {
        this(distribution, home, options, GuardWord.own());
    }

    AgentConfiguration(Distribution distribution, Path home, CommandLine options, GuardWord guard) {
        this.distribution = distribution;
        this.home = home.toAbsolutePath().normalize();
        this.file = options.value("--conf").map(Path::of).orElse(this.home.resolve("bootagent.conf"));
        settings.variable("home", this.home.toString()).add(distribution.defaults());
        this.users = userFile(options.value("--conf").isPresent());
        this.firstServers = options.value("-S").orElse("");
        if (!users.isEmpty()) {
            settings.add(new SettingsCheck(distribution).read(users));
        }
        checkServers("-S", firstServers);
        checkServers("the server list of the build", distribution.builtInServers());
        settings.put(HOST_PID, "home", this.home.toString())
                .put(HOST_PID, "version", distribution.version())
                .put(HOST_PID, "arch", Distribution.architecture())
                .put(HOST_PID, "serversBuiltIn", distribution.builtInServers())
                .put(HOST_PID, "serversFirstStart", firstServers)
                .put(
                        HOST_PID,
                        "conf",
                        options.value("--conf").isPresent()
                                ? file.toAbsolutePath().toString()
                                : "")
                .put(HOST_PID, "guard", Long.toString(guard.guard()))
                .put(HOST_PID, "release", guard.release())
                .put(HOST_PID, "awaited", Boolean.toString(guard.awaited()));
    }

    Distribution distribution() {
        return distribution;
    }

    Path home() {
        return home;
    }

    Settings settings() {
        return settings;
    }

    /** The user's own settings, as in the file. */
    Properties users() {
        return users;
    }

    /** The list given with {@code -S}, or empty. */
    String firstServers() {
        return firstServers;
    }

    private static void checkServers(String source, String servers) {
        try {
            ServerAddress.parseList(servers);
        } catch (IllegalArgumentException e) {
            throw new UsageException(source + " must be HOST[:PORT],HOST[:PORT]: " + e.getMessage(), e);
        }
    }

    private Properties userFile(boolean asked) {
        if (asked && !Files.isRegularFile(file)) {
            throw new UsageException("--conf " + file
                    + ": there is no such file; it must have lines of <bundle>/<key> = <value>, such as"
                    + " packages/maxPackageMiB = 512; without --conf, <home>/bootagent.conf is used if it is there");
        }
        return asked || Files.exists(file) ? Distribution.properties(file) : new Properties();
    }
}
