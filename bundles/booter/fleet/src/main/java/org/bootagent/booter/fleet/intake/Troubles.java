package org.bootagent.booter.fleet.intake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.wire.StatusReport;

/** What hosts say is wrong with themselves, such as a full disk. Kept in memory, as each report says it again. Thread-safe. */
public final class Troubles {
    private static final int MAX_LENGTH = 256;
    private static final int MAX_HOSTS = 100_000;

    private final Map<String, String> byHost = new ConcurrentHashMap<>();

    public void heard(StatusReport report) {
        if (report == null || report.agentsn() == null) {
            return;
        }
        String host = Fields.serialNumber(report.agentsn()).orElse("");
        if (report.trouble().isBlank()) {
            byHost.remove(host);
        } else if (byHost.size() < MAX_HOSTS) {
            byHost.put(host, Fields.cut(report.trouble(), MAX_LENGTH));
        }
    }

    public void forget(String host) {
        byHost.remove(host);
    }

    public String of(String host) {
        return byHost.getOrDefault(host, "");
    }
}
