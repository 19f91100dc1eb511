package org.bootagent.booter.fleet.intake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.wire.StatusReport;

/** Troubles that hosts report about themselves, such as a full disk. In memory only, because each report repeats them. Thread-safe. */
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
