package org.bootagent.transport.grpc;

import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.OsResourceUsages.NetStat;

/** What is in use of the host in the two forms in which servers expect it: an original takes addresses with their networks, and nothing of the loopback. */
final class PeerUsage {
    private static final String LOOPBACK = "lo";

    private PeerUsage() {}

    static OsResourceUsages host(OsResourceUsages usage) {
        var all = usage.toBuilder().clearNetStats();
        usage.getNetStatsList().stream()
                .filter(net -> !net.getIfName().equals(LOOPBACK))
                .forEach(all::addNetStats);
        return all.build();
    }

    /** Without the networks. */
    static OsResourceUsages booters(OsResourceUsages usage) {
        var all = usage.toBuilder().clearNetStats();
        usage.getNetStatsList().forEach(net -> all.addNetStats(withoutNetworks(net)));
        return all.build();
    }

    private static NetStat withoutNetworks(NetStat net) {
        var plain = net.toBuilder().clearIfIp();
        net.getIfIpList().forEach(address -> plain.addIfIp(address.replaceFirst("/.*", "")));
        return plain.build();
    }
}
