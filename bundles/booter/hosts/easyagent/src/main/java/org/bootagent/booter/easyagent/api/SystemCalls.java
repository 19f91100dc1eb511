package org.bootagent.booter.easyagent.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.bootagent.booter.fleet.service.FleetServices;

/** The calls about the server itself. */
final class SystemCalls {
    private static final double PERCENT = 100;

    /** Zero, because no log file ends by its age. This and the next two describe the launcher's log. */
    private static final int DAYS_OF_LOG = 0;

    private static final int LOG_FILE_MIB = 10;
    private static final int OLD_LOG_FILES = 4;

    private final FleetServices fleet;
    private final Supplier<UsageSource> stream;
    private final String version;
    private final Path logs;

    SystemCalls(FleetServices fleet, Supplier<UsageSource> stream, String version, Path logs) {
        this.fleet = fleet;
        this.stream = stream;
        this.version = version;
        this.logs = logs;
    }

    void addTo(V1Route.Table table) {
        table.get("sys/version", call -> Map.of("version", version))
                .get("sys/host", call -> host())
                .get("sys/rpc-server", call -> rpcServer(stream.get()))
                .get("sys/logs", call -> logs());
    }

    private Object logs() {
        return Map.of(
                "days-to-keep",
                DAYS_OF_LOG,
                "log-dir",
                logs.toString(),
                "logger-max-size",
                LOG_FILE_MIB,
                "logger-rotates",
                OLD_LOG_FILES);
    }

    private Object host() {
        var counts = fleet.hosts().counts();
        var cpu = fields(Path.of("/proc/cpuinfo"), ":");
        var memory = fields(Path.of("/proc/meminfo"), ":");
        var system = fields(Path.of("/etc/os-release"), "=");
        long total = kilobytes(memory.get("MemTotal"));
        long free = kilobytes(memory.get("MemAvailable"));
        var data = new LinkedHashMap<String, Object>();
        data.put("cpu", cpu.getOrDefault("cpu family", "") + "-" + cpu.getOrDefault("model name", ""));
        data.put("cpu-num", Runtime.getRuntime().availableProcessors());
        data.put("mem-total", total);
        data.put("mem-usage", total == 0 ? 0 : (total - free) * PERCENT / total);
        data.put("os", System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + system.getOrDefault("ID", ""));
        data.put("os-version", system.getOrDefault("VERSION_ID", System.getProperty("os.version")));
        data.put("host", hostName());
        data.put("sidecars", counts.hosts());
        data.put("online", counts.online());
        return data;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** The first of each; none where the system has no such file. */
    private static Map<String, String> fields(Path file, String separator) {
        var fields = new HashMap<String, String>();
        for (String line : lines(file)) {
            int at = line.indexOf(separator);
            if (at > 0) {
                String value = line.substring(at + 1).strip().replaceAll("^\"|\"$", "");
                fields.putIfAbsent(line.substring(0, at).strip(), value);
            }
        }
        return fields;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long kilobytes(String text) {
        String digits = text == null ? "" : text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }

    private static Object rpcServer(UsageSource stream) {
        return stream == null
                ? Map.of("enabled", false)
                : Map.of(
                        "enabled",
                        true,
                        "port",
                        stream.port(),
                        "use-tls",
                        stream.secure(),
                        "connected",
                        stream.connected());
    }
}
