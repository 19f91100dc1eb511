package org.bootagent.booter.fleet.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.Event;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.StatusReport;

/** Agents that a host has given up which never lists its agents: what it says of them is all that is known. */
final class GivenUp {
    private GivenUp() {}

    /** @return those that are given up now */
    static List<HostAgent> keep(UnitOfWork tx, List<HostNews> news) {
        var reasons = new HashMap<String, String>();
        var hosts = new ArrayList<String>();
        for (HostNews one : news) {
            for (StatusReport.Event event : one.agents() == null ? one.events() : List.<StatusReport.Event>of()) {
                if (Event.Type.GAVE_UP.wireName().equals(event.type())) {
                    reasons.put(key(one.agentsn(), event.agent()), event.detail());
                    hosts.add(one.agentsn());
                }
            }
        }
        return hosts.isEmpty() ? List.of() : keep(tx, hosts, reasons, news);
    }

    private static List<HostAgent> keep(
            UnitOfWork tx, List<String> hosts, Map<String, String> reasons, List<HostNews> news) {
        var now = news.get(0).host().lastSeen();
        var changed = tx.agents().find(hosts.stream().distinct().toList()).stream()
                .filter(agent -> reasons.containsKey(key(agent.agentsn(), agent.name())))
                .map(agent -> agent.ended(ProcessState.FATAL, reasons.get(key(agent.agentsn(), agent.name())), now))
                .toList();
        if (!changed.isEmpty()) {
            tx.agents().put(changed);
        }
        return changed;
    }

    private static String key(String agentsn, String agent) {
        return agentsn + '/' + agent;
    }
}
