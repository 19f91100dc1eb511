package org.bootagent.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** {@code booter}: the control server's command line. */
public final class BooterMain {
    private static final String DEFAULT_HOME = "/var/lib/booter";
    private static final String DEFAULT_HTTP = "127.0.0.1:8080";
    private static final String BOOTER_PID = "org.bootagent.booter";
    private static final String STREAM_PID = "org.bootagent.booter.easyagent";
    private static final String HELP = """
            Usage: booter COMMAND [OPTIONS]

              run [--home DIR] [--http HOST:PORT] [--conf FILE] [-L FILE|DIR]
                                 run the control server in the foreground; TERM stops it
                  --home DIR     directory of all its state (default: $BOOTER_HOME, else /var/lib/booter)
                  --http HOST:PORT   address to listen at (default: 127.0.0.1:8080); beyond loopback only
                                 with booter/insecure = true, as there is no log-in
                  --conf FILE    settings, lines of <bundle>/<key> = <value> (default: <home>/booter.conf, if it exists)
                  -L FILE|DIR    log of this run (default: <home>/log/booter.log)
              --version
              --help

            Exit codes: 0 success, 1 failed (another start may help), 2 wrong usage or configuration.
            """;

    private BooterMain() {}

    /** Returns the text of {@code --help}. */
    public static String help() {
        return HELP;
    }

    public static void main(String[] args) {
        try {
            System.exit(execute(args));
        } catch (UsageException e) {
            System.err.println("booter: " + e.getMessage());
            System.exit(UsageException.EXIT_CODE);
        } catch (StartException e) {
            System.err.println("booter: " + e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            LoggerFactory.getLogger(BooterMain.class).error("The control server cannot run", e);
            System.exit(1);
        }
    }

    static int execute(String[] args) throws Exception {
        switch (CommandLine.command(args)) {
            case "run" -> run(CommandLine.of(args, 1, Set.of("--home", "--http", "--conf", "-L"), Set.of()));
            case "--version" ->
                System.out.println("booter-" + Distribution.own().version() + "-" + Distribution.architecture());
            case "--help", "-h", "help" -> System.out.print(HELP);
            default -> throw new UsageException("'" + args[0] + "' is not a command; see booter --help");
        }
        return 0;
    }

    private static void run(CommandLine options) throws Exception {
        Path home = Home.create(
                Path.of(options.value("--home")
                        .or(() -> Optional.ofNullable(System.getenv("BOOTER_HOME")))
                        .orElse(DEFAULT_HOME)),
                "cache",
                "db",
                "log",
                "output",
                "packages",
                "publish");
        var distribution = Distribution.own();
        var settings = settings(distribution, home, options);
        Logging.start(options.value("-L").orElse(home.resolve("log") + "/"), "booter");
        var heap = HeapReturn.start();
        try {
            new Foreground("Booter").run(distribution, settings, home);
        } finally {
            heap.ifPresent(HeapReturn::close);
        }
    }

    private static Settings settings(Distribution distribution, Path home, CommandLine options) {
        var settings = new Settings().variable("home", home.toString()).add(distribution.defaults());
        Path file = options.value("--conf").map(Path::of).orElse(home.resolve("booter.conf"));
        if (options.value("--conf").isPresent() || Files.exists(file)) {
            Properties users = Distribution.properties(file);
            settings.add(new SettingsCheck(distribution).read(users));
        }
        settings.put(BOOTER_PID, "home", home.toString()).put(BOOTER_PID, "version", distribution.version());
        listen(settings, options.value("--http").orElse(DEFAULT_HTTP));
        return settings;
    }

    static void listen(Settings settings, String address) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}")) {
            throw new UsageException("--http " + address + " must be HOST:PORT, such as 127.0.0.1:8080");
        }
        String host = address.substring(0, colon);
        if (!"true".equals(settings.value(BOOTER_PID, "insecure"))) {
            requireLoopback(address, host);
            requireKnownHosts(settings);
        }
        requireFree(address, host, Integer.parseInt(port));
        settings.put("framework", "org.apache.felix.http.host", host)
                .put("framework", "org.osgi.service.http.port", port);
    }

    /** Refuses other addresses than loopback: without a log-in, everybody who reaches the port may run commands on every host. */
    private static void requireLoopback(String address, String host) {
        if (!isLoopback(host, "--http " + address)) {
            throw new UsageException("--http " + address
                    + " would let everybody who reaches it run commands on all hosts, as Booter asks nobody to log in;"
                    + " listen on 127.0.0.1 and put a proxy that does in front, or set booter/insecure = true");
        }
    }

    /** Refuses a stream beyond loopback without certificates: everybody who reaches it could speak for any host. */
    private static void requireKnownHosts(Settings settings) {
        String host = settings.value(STREAM_PID, "address");
        String setting = "booter.easyagent/address = " + host;
        String authorities = settings.value(STREAM_PID, "clientAuthorities");
        if (host != null && (authorities == null || authorities.isEmpty()) && !isLoopback(host, setting)) {
            throw new UsageException(setting + " would let everybody who reaches it speak for any host; set"
                    + " booter.easyagent/clientAuthorities, or booter/insecure = true");
        }
    }

    private static boolean isLoopback(String host, String setting) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UsageException(setting + " cannot be listened on: there is no address " + host, e);
        }
    }

    /** Checks that the port is free, as the HTTP server would only log that it is not. */
    private static void requireFree(String address, String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--http " + address + " cannot be listened on: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException(
                    "--http " + address + " cannot be listened on: " + e.getMessage()
                            + "; stop what listens there, or choose another",
                    e);
        }
    }
}
