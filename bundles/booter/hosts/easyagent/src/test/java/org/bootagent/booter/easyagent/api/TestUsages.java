package org.bootagent.booter.easyagent.api;

import java.util.Map;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;

/** A stream that every host is on. */
final class TestUsages implements UsageSource {
    @Override
    public Map<String, Object> ofHost(String agentsn) {
        return Map.of("mem_usage", 7);
    }

    @Override
    public Map<String, Object> ofAgent(AgentIdentity agent) {
        return Map.of("cpu_usage", 0.5);
    }

    @Override
    public int port() {
        return 9090;
    }

    @Override
    public int connected() {
        return 1;
    }

    @Override
    public boolean connected(String agentsn) {
        return true;
    }

    @Override
    public boolean secure() {
        return false;
    }
}
