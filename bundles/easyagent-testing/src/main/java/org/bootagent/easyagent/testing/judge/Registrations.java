package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.bootagent.easyagent.testing.ReplayingSidecar;

/** Compares how the host registers, and how often. */
final class Registrations {
    private final Fixtures fixtures;
    private final Supplier<ReplayingServer> server;
    private final Findings findings;
    private int known;

    /** @param server the current one */
    Registrations(Fixtures fixtures, Supplier<ReplayingServer> server, Findings findings) {
        this.fixtures = fixtures;
        this.server = server;
        this.findings = findings;
    }

    /** Returns how often the host has registered with the current server. */
    int count() {
        return server.get().registrations().size();
    }

    /** Returns whether the host has registered since the last check. */
    boolean hasNew() {
        return count() > known;
    }

    /** Expects all registrations until now. */
    void expectAll() {
        known = count();
    }

    /** Forgets the registrations of a server that was replaced. */
    void clear() {
        known = 0;
    }

    void compareFirst() {
        Message original = fixtures.scenario("unknown-id").stream().stream()
                .filter(frame -> frame.is(Method.REGISTER_SIDECAR, Kind.REQUEST))
                .findFirst()
                .orElseThrow()
                .content();
        Message ours = server.get().registrations().get(0).message();
        compareNames("registerSidecar", original.json(), ours.json());
        Message listening = server.get().listeners().get(0).message();
        String id = listening.message("H").orElseThrow().id("id");
        if (!id.equals(ReplayingSidecar.RECORDED_ID)) {
            findings.add("register-and-callback", "readyForControl: H.id", ReplayingSidecar.RECORDED_ID, id);
        }
    }

    /** Compares field names. Hosts differ in values but not in the fields that they fill, except that a host without swap leaves that out. */
    private void compareNames(String place, ObjectNode original, ObjectNode ours) {
        Set<String> names = new LinkedHashSet<>();
        original.fieldNames().forEachRemaining(names::add);
        ours.fieldNames().forEachRemaining(names::add);
        names.remove("swapSize");
        for (String name : names) {
            if (original.has(name) != ours.has(name)) {
                findings.add(
                        "register-and-callback", place + ": " + name, text(original.path(name)), text(ours.path(name)));
            }
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }

    /** Compares registrations; the original registers once in its life. */
    void compareAgain(String scenario) {
        if (hasNew()) {
            findings.add(scenario, "registerSidecar: times", "0", "" + (count() - known));
            expectAll();
        }
    }
}
