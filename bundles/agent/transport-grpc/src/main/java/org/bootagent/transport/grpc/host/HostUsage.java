package org.bootagent.transport.grpc.host;

import com.google.protobuf.ByteString;
import java.io.File;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.OsResourceUsages.DiskUsage;
import org.bootagent.easyagent.proto.OsResourceUsages.NetStat;

/** Measures the use of the host. The processors' share is of the time since the last look. For one thread. */
public final class HostUsage {
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int RECEIVED = 0;
    private static final int SENT = 8;
    private static final String LOOPBACK = "lo";

    private final Proc proc;
    private long[] before = new long[0];

    public HostUsage(Proc proc) {
        this.proc = proc;
        this.before = proc.cpuTicks();
    }

    public OsResourceUsages.Builder look() {
        var memory = proc.memory();
        return OsResourceUsages.newBuilder()
                .setCpuUsage(cpu())
                .setMemUsage(memory.getOrDefault("MemTotal", 0L) - memory.getOrDefault("MemAvailable", 0L))
                .setSwapUsage(memory.getOrDefault("SwapTotal", 0L) - memory.getOrDefault("SwapFree", 0L))
                .setLoad1((float) first("loadavg"))
                .setUptime(first("uptime"))
                .addAllDiskUsage(disks())
                .addAllNetStats(networks());
    }

    /** Returns the share of the whole machine, 0 to 1. */
    private float cpu() {
        var now = proc.cpuTicks();
        long all = sum(now) - sum(before);
        long idle = idle(now) - idle(before);
        before = now;
        return all <= 0 ? 0 : Math.max(0, (float) (all - idle) / all);
    }

    private static long sum(long[] ticks) {
        return Arrays.stream(ticks).sum();
    }

    private static long idle(long[] ticks) {
        return ticks.length > IOWAIT ? ticks[IDLE] + ticks[IOWAIT] : 0;
    }

    private double first(String file) {
        try {
            return proc.lines(file).stream()
                    .findFirst()
                    .map(line -> Double.parseDouble(line.split("\\s+", -1)[0]))
                    .orElse(0.0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns the use of devices only: a network file system may block for ever. */
    private List<DiskUsage> disks() {
        var devices = new HashSet<String>();
        return proc.lines("mounts").stream()
                .map(line -> line.split(" ", -1))
                .filter(mount -> mount.length > 1 && (mount[0].startsWith("/dev/") || mount[1].equals("/")))
                .filter(mount -> devices.add(mount[0]))
                .flatMap(mount -> disk(mount[1].replace("\\040", " ")).stream())
                .toList();
    }

    private static Optional<DiskUsage> disk(String mount) {
        var directory = new File(mount);
        long total = directory.getTotalSpace();
        return total == 0
                ? Optional.empty()
                : Optional.of(DiskUsage.newBuilder()
                        .setMountPoint(ByteString.copyFromUtf8(mount))
                        .setUsedSpace(total - directory.getFreeSpace())
                        .setTotalSpace(total)
                        .build());
    }

    /** Returns the networks without the loopback, which an original does not report. */
    private List<NetStat> networks() {
        return proc.lines("net/dev").stream()
                .filter(line -> line.indexOf(':') > 0)
                .filter(line -> !name(line).equals(LOOPBACK))
                .map(line -> network(
                        name(line),
                        line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1)))
                .toList();
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':')).strip();
    }

    private static NetStat network(String name, String[] figures) {
        return NetStat.newBuilder()
                .setIfName(name)
                .addAllIfIp(addresses(name))
                .setBytesRecv(figure(figures, RECEIVED))
                .setBytesSent(figure(figures, SENT))
                .build();
    }

    private static long figure(String[] figures, int index) {
        return figures.length > index ? Proc.number(figures[index]).orElse(0) : 0;
    }

    private static List<String> addresses(String name) {
        try {
            var network = NetworkInterface.getByName(name);
            return network == null
                    ? List.of()
                    : network.getInterfaceAddresses().stream()
                            .map(Addresses::text)
                            .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
