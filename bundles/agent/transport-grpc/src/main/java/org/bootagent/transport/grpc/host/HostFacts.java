package org.bootagent.transport.grpc.host;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.bootagent.api.host.HostName;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.easyagent.proto.RegisterRequest;

/** Facts about this host for a registration. Unavailable facts are left out. */
public final class HostFacts {
    /** Any port will do: nothing is sent. */
    private static final int PORT = 9;

    private final Proc proc;
    private final OsRelease os;
    private final String version;
    private final List<String> callBacks;

    /**
     * Facts of this host.
     *
     * @param version of the host agent, as in status reports
     * @param callBacks URL query strings for the server, which asks there once this host is registered
     */
    public HostFacts(Proc proc, OsRelease os, String version, List<String> callBacks) {
        this.proc = proc;
        this.os = os;
        this.version = version;
        this.callBacks = List.copyOf(callBacks);
    }

    public RegisterRequest.Builder request(ServerAddress server) {
        var memory = proc.memory();
        return RegisterRequest.newBuilder()
                .setOsType("linux")
                .setOsPlatform(os.id())
                .setOsVersion(os.version())
                .setCpuSerial(proc.processor())
                .setCpuCores(proc.cores())
                .setMemSize(memory.getOrDefault("MemTotal", 0L))
                .setSwapSize(memory.getOrDefault("SwapTotal", 0L))
                .setHost(HostName.current())
                .setLocalIp(localIp(server))
                .addAllCallBack(callBacks)
                .setVersion(version);
    }

    /** Returns the local address towards the server, according to the kernel's routes. */
    private static String localIp(ServerAddress server) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getByName(server.host()), server.port() == 0 ? PORT : server.port()));
            var address = socket.getLocalAddress();
            return address.isAnyLocalAddress()
                    ? anyIp()
                    : address.getHostAddress().replaceFirst("%.*", "");
        } catch (IOException | RuntimeException e) {
            return anyIp();
        }
    }

    private static String anyIp() {
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
