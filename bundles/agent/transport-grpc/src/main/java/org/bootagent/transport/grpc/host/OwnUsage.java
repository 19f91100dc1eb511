package org.bootagent.transport.grpc.host;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.bootagent.api.host.ProcessStat;
import org.bootagent.easyagent.proto.ProcessResourceUsages;

/** Measures the host agent's own use, without agents. The processors' share is of the time since the last look. For one thread. */
public final class OwnUsage {
    private final Proc proc;
    private final long pageSize;
    private long allBefore;
    private long ownBefore;

    public OwnUsage(Proc proc) {
        this.proc = proc;
        this.pageSize = proc.pageSize();
    }

    public ProcessResourceUsages look() {
        long all = Arrays.stream(proc.cpuTicks()).sum();
        var own = ProcessStat.parse(proc.bytes("self/stat"));
        long ticks = own.map(ProcessStat::ticks).orElse(ownBefore);
        long passed = allBefore == 0 ? 0 : all - allBefore;
        float cpu = passed <= 0 ? 0 : Math.min(1, Math.max(0, (float) (ticks - ownBefore) / passed));
        allBefore = all;
        ownBefore = ticks;
        return ProcessResourceUsages.newBuilder()
                .setCpuUsage(cpu)
                .setMemory(own.map(ProcessStat::pages).orElse(0L) * pageSize)
                .setCmd(ByteString.copyFromUtf8(Proc.words(proc.bytes("self/cmdline"))))
                .build();
    }
}
