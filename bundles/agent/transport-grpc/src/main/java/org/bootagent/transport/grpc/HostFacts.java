package org.bootagent.transport.grpc;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import org.bootagent.api.host.HostName;
import org.bootagent.easyagent.proto.RegisterRequest;

/** What a registration tells of this host. Facts that cannot be had are left out. */
final class HostFacts {
    private final Proc proc;
    private final Path osRelease;
    private final String version;

    /** @param version of the host agent, as in status reports */
    HostFacts(Proc proc, Path osRelease, String version) {
        this.proc = proc;
        this.osRelease = osRelease;
        this.version = version;
    }

    RegisterRequest.Builder request() {
        var memory = proc.memory();
        return RegisterRequest.newBuilder()
                .setOsType("linux")
                .setOsPlatform(os("ID"))
                .setOsVersion(os("VERSION_ID"))
                .setCpuCores(proc.cores())
                .setMemSize(memory.getOrDefault("MemTotal", 0L))
                .setSwapSize(memory.getOrDefault("SwapTotal", 0L))
                .setHost(HostName.current())
                .setLocalIp(localIp())
                .setVersion(version);
    }

    private String os(String key) {
        return Proc.lines(osRelease).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    private static String localIp() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(address -> address.getHostAddress())
                    .findFirst()
                    .orElse("127.0.0.1");
        } catch (SocketException e) {
            return "";
        }
    }
}
