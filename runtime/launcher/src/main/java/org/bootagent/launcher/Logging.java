package org.bootagent.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/** Sends the log to a rolling file, and to standard error for an operator who watches. */
final class Logging {
    private static final String FORMAT_PROPERTY = "java.util.logging.SimpleFormatter.format";
    private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s: %5$s%6$s%n";

    private static final long FILE_BYTES = 10 << 20;
    private static final int OLD_FILES = 4;
    /** Loggers of libraries that report their own start at length. Held here, because the JDK forgets the level of a logger that nobody references. */
    private static List<Logger> quiet = List.of();

    /** Silenced logger: each request with an invalid Host would write a line; such a request is answered with 400 anyway. */
    private static Logger silent;

    private Logging() {}

    /**
     * Sets logging up; lasts to the very end of the process. To be called before anything logs.
     *
     * @param target a file, or a directory (one that exists, or a path that ends in a slash) for {@code <name>.log}
     * @return the file
     */
    static Path start(String target, String name) {
        System.setProperty("java.util.logging.manager", UntilTheEnd.class.getName());
        System.setProperty(FORMAT_PROPERTY, System.getProperty(FORMAT_PROPERTY, FORMAT));
        Path path = Path.of(target).toAbsolutePath();
        Path file = target.endsWith("/") || Files.isDirectory(path) ? path.resolve(name + ".log") : path;
        try {
            Files.createDirectories(file.getParent());
            var root = Logger.getLogger("");
            for (Handler handler : root.getHandlers()) {
                root.removeHandler(handler);
            }
            root.setLevel(Level.INFO);
            quiet = Stream.of(
                            "org.eclipse.jetty",
                            "org.apache.felix.http",
                            "com.zaxxer.hikari",
                            "org.flywaydb",
                            // While no broker is there, it tells ten times a second that it looks for one.
                            "org.apache.kafka",
                            // Clients of another protocol would fill the log.
                            "io.grpc.netty.shaded.io.grpc.netty")
                    .map(Logger::getLogger)
                    .toList();
            quiet.forEach(logger -> logger.setLevel(Level.WARNING));
            silent = Logger.getLogger("org.eclipse.jetty.util.HostPort");
            silent.setLevel(Level.OFF);
            root.addHandler(new RollingFileHandler(file, FILE_BYTES, OLD_FILES));
            // The guard keeps what a version on trial writes to its streams: they are for its last words.
            if (!GuardMessage.own().onTrial()) {
                root.addHandler(toConsole());
            }
        } catch (IOException e) {
            throw new UsageException(
                    "cannot log to " + file + ": " + e.getMessage() + "; give another place with -L", e);
        }
        return file;
    }

    private static Handler toConsole() {
        var console = new ConsoleHandler();
        console.setFormatter(new SimpleFormatter());
        return console;
    }

    /** Keeps handlers open to the end. The default manager closes them as soon as the process is told to end, and loses what is logged while stopping. */
    public static final class UntilTheEnd extends LogManager {
        @Override
        public void reset() {}
    }
}
