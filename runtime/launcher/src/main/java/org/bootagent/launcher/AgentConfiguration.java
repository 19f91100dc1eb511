package org.bootagent.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.api.host.ServerAddress;

/** Configuration of a run of the host agent, from the distribution, the user's file and the command line. */
final class AgentConfiguration {
    private static final String HOST_PID = "org.bootagent.host";
    private static final String TRANSPORT = "transport";
    private static final String SERVERS = "servers";
    private static final String DEFAULT_TRANSPORT = "http";
    /** Value instead of a transport: no server at all. */
    private static final String LOCAL = "local";

    private static final String LOCAL_PID = "org.bootagent.local";

    private static final Pattern SERIAL_NUMBER = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private final Distribution distribution;
    private final Path home;
    private final Path file;
    private final Properties users;
    private final String firstServers;
    private final String transport;
    private final Settings settings = new Settings();

    AgentConfiguration(Distribution distribution, Path home, CommandLine options) {
        this(distribution, home, options, GuardMessage.own());
    }

    AgentConfiguration(Distribution distribution, Path home, CommandLine options, GuardMessage guard) {
        this.distribution = distribution;
        this.home = home.toAbsolutePath().normalize();
        this.file = options.value("--conf").map(Path::of).orElse(this.home.resolve("bootagent.conf"));
        settings.variable("home", this.home.toString()).add(distribution.defaults());
        this.users = userFile(options.value("--conf").isPresent());
        this.firstServers = options.value("-S").orElse("");
        if (!users.isEmpty()) {
            settings.add(new SettingsCheck(distribution).read(users));
        }
        this.transport = chosenTransport(options);
        options.value("--agents").ifPresent(this::localAgents);
        checkServers("-S", firstServers);
        checkServers("host/servers", ownServers());
        checkServers("the server list of the build", distribution.builtInServers());
        checkSerialNumber(
                settings.configurations().getOrDefault(HOST_PID, Map.of()).getOrDefault("serialNumber", ""));
        settings.put("framework", FrameworkRun.OPTION, transport)
                .put(HOST_PID, TRANSPORT, transport)
                .put(HOST_PID, "home", this.home.toString())
                .put(HOST_PID, "version", distribution.version())
                .put(HOST_PID, "arch", Distribution.architecture())
                .put(HOST_PID, "serversBuiltIn", alwaysThere())
                .put(HOST_PID, "serversFirstStart", firstServers)
                .put(
                        HOST_PID,
                        "conf",
                        options.value("--conf").isPresent()
                                ? file.toAbsolutePath().toString()
                                : "")
                .put(HOST_PID, "guard", Long.toString(guard.guard()))
                .put(HOST_PID, "release", guard.release())
                .put(HOST_PID, "awaited", Boolean.toString(guard.awaited()))
                .put(HOST_PID, "requested", Boolean.toString(guard.requested()));
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

    /** Returns the user's own settings, as in the file. */
    Properties users() {
        return users;
    }

    /** Returns the list given with {@code -S}, or empty. */
    String firstServers() {
        return firstServers;
    }

    /** Returns the list of the setting {@code host/servers}, or empty. */
    String ownServers() {
        return settings.configurations().getOrDefault(HOST_PID, Map.of()).getOrDefault(SERVERS, "");
    }

    private String alwaysThere() {
        return Stream.of(ownServers(), distribution.builtInServers())
                .filter(list -> !list.isBlank())
                .collect(Collectors.joining(","));
    }

    /** Returns the name of the transport. */
    String transport() {
        return transport;
    }

    /** Returns the file of agents for a run without a server. */
    Optional<Path> localAgents() {
        if (!transport.equals(LOCAL)) {
            return Optional.empty();
        }
        String file =
                settings.configurations().getOrDefault(LOCAL_PID, Map.of()).getOrDefault("agents", "");
        return Optional.of(file.isBlank() ? home.resolve("agents.yaml") : Path.of(file));
    }

    private void localAgents(String agents) {
        if (!transport.equals(LOCAL)) {
            throw new UsageException("--agents needs --local; otherwise the server decides what a host runs");
        }
        settings.put(LOCAL_PID, "agents", Path.of(agents).toAbsolutePath().toString());
    }

    private String chosenTransport(CommandLine options) {
        if (options.has("--local")) {
            for (String other : List.of("--transport", "-S")) {
                if (options.value(other).isPresent()) {
                    throw new UsageException(
                            "--local is for a run without a server, so " + other + " cannot be given with it");
                }
            }
            return LOCAL;
        }
        String chosen = options.value("--transport")
                .orElse(settings.configurations()
                        .getOrDefault(HOST_PID, Map.of())
                        .getOrDefault(TRANSPORT, DEFAULT_TRANSPORT));
        var there = distribution.options();
        if (!there.isEmpty() && !there.contains(chosen)) {
            throw new UsageException("transport '" + chosen + "' is not one of " + String.join(", ", there)
                    + "; give one with --transport or as the setting host/transport");
        }
        return chosen;
    }

    static void checkSerialNumber(String number) {
        if (!number.isBlank() && !SERIAL_NUMBER.matcher(number.strip()).matches()) {
            throw new UsageException(
                    "host/serialNumber is '" + number
                            + "', must be a UUID such as 6f1d0e2c-0000-4000-8000-00000000000a; without it the host makes one of its own");
        }
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
