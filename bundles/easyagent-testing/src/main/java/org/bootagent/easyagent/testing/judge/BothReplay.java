package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.RestCall;
import org.bootagent.easyagent.testing.Substitution;
import org.bootagent.easyagent.testing.judge.BootAgentReplay.BootAgent;
import org.bootagent.easyagent.testing.judge.BooterReplay.Booter;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the calls that reached the recorded host against a BootAgent behind a Booter: a program that compares what it is answered must not notice that both are ours.
 * Does to the host what was done to it then.
 */
public final class BothReplay {
    private static final Logger LOG = LoggerFactory.getLogger(BothReplay.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** How long an operation that nobody waits for is given before the next call, at the most. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(3);

    private static final String VANISHING = "binary-vanishes";
    /** Scenario in which the agent was killed after every start. */
    private static final String CRASHING = "crash-loop-of-a-fresh-agent";

    private static final String A = "00000000-0000-4000-a000-000000000002";
    private static final String B = "00000000-0000-4000-a000-000000000003";
    private static final String G = "00000000-0000-4000-a000-000000000014";
    /** Scenarios that let the host in, or ask something of it while it is away. */
    private static final Set<String> OF_THE_HOST =
            Set.of("register-and-callback", "offline-host-async", "offline-host-sync");

    /** Scenarios that Booter refuses before they reach a host: they are judged where Booter stands alone. */
    private static final Set<String> OF_BOOTER = Set.of(
            "wrong-parameters",
            "update-and-config-not-json",
            "install-timeout-zero",
            "update-timeout-zero",
            "uninstall-timeout-zero",
            "exec-timeout-zero");

    private final Booter booter;
    private final BootAgent host;
    private final Demo demo;
    private final Fixtures fixtures = Fixtures.load();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Substitution substitution = new Substitution();
    private final RestCalls calls;
    private final Findings findings = new Findings(End.BOTH);
    private final Polling polling = new Polling(PATIENCE, Duration.ofMillis(50));
    private final Set<String> replayed = new LinkedHashSet<>();

    /**
     * One of this pair.
     *
     * @param booter that admits hosts by {@code install/callback} only
     * @param host with the recorded host's serial number
     * @param demo a directory that stands for the one the recorded agents are in; others must be able to get into it
     */
    public BothReplay(Booter booter, BootAgent host, Path demo) throws IOException {
        this.booter = booter;
        this.host = host;
        this.demo = new Demo(demo, host.home(), substitution);
        this.calls = new RestCalls(booter.url(), substitution, findings::add);
    }

    /** Replays everything. @return the differences */
    public List<Finding> run() throws IOException {
        try (demo) {
            host.start(address(), demo.target());
            for (String scenario : fixtures.names()) {
                prepare(scenario);
                if (isReplayed(scenario)) {
                    LOG.info("Replaying {}", scenario);
                    replayed.add(scenario);
                    call(scenario);
                }
            }
            return findings.all();
        }
    }

    /** The scenarios that were replayed. */
    public Set<String> replayed() {
        return replayed;
    }

    private boolean isReplayed(String scenario) {
        boolean called = !fixtures.scenario(scenario).calls().isEmpty() && !OF_BOOTER.contains(scenario);
        return called
                && (OF_THE_HOST.contains(scenario)
                        || !fixtures.exchanges(scenario).isEmpty());
    }

    private void call(String scenario) throws IOException {
        for (List<RestCall> group : RestCalls.groups(fixtures.scenario(scenario).calls())) {
            RestCall first = group.get(0);
            if (scenario.equals(CRASHING) && first.path().endsWith("/stopSync")) {
                killUntilGivenUp("g", G);
            }
            calls.make(group);
            if (!first.path().contains("Sync")) {
                Polling.pause(gap(first));
            }
        }
        if (scenario.equals("register-and-callback")) {
            polling.until(() -> booter.connected() == 1);
        }
        if (scenario.equals("server-killed-while-a-script-runs")) {
            booter.kill();
        }
    }

    private Duration gap(RestCall call) {
        int next = fixtures.calls().stream()
                .mapToInt(RestCall::at)
                .filter(at -> at > call.at())
                .min()
                .orElse(call.at());
        Duration gap = Duration.ofMillis(next - call.at());
        return gap.compareTo(LONGEST_GAP) < 0 ? gap : LONGEST_GAP;
    }

    private void prepare(String scenario) throws IOException {
        demo.prepare(scenario);
        switch (scenario) {
            case "agent-crashes-once" -> kill("a", 9);
            case "agent-ends-with-0" -> kill("a", 15);
            case "agent-crashes-until-given-up" -> killUntilGivenUp("a", A);
            case VANISHING -> {
                demo.hide("b");
                int before = timesGivenUp(B);
                kill("b", 9);
                polling.until(() -> timesGivenUp(B) > before);
                demo.restore("b");
            }
            case "sidecar-killed" -> {
                host.kill();
                polling.until(() -> booter.connected() == 0);
            }
            case "sidecar-back-after-kill" -> {
                host.start(address(), demo.target());
                polling.until(() -> booter.connected() == 1);
            }
            case "server-back-after-kill" -> {
                booter.start();
                polling.until(() -> booter.connected() == 1);
            }
            default -> {}
        }
    }

    private String address() {
        return "127.0.0.1:" + booter.streamPort();
    }

    private void kill(String agent, int signal) {
        polling.until(() -> demo.signal(agent, signal));
    }

    private void killUntilGivenUp(String agent, String id) throws IOException {
        int before = timesGivenUp(id);
        polling.until(() -> {
            demo.signal(agent, 9);
            return timesGivenUp(id) > before;
        });
    }

    /** @param id in the recording */
    private int timesGivenUp(String id) throws IOException {
        int times = 0;
        for (JsonNode event : get("agent/" + substitution.here(id) + "/events").at("/data/list")) {
            times += event.path("event").asText().equals("gave-up") ? 1 : 0;
        }
        return times;
    }

    private JsonNode get(String path) throws IOException {
        try {
            var request = HttpRequest.newBuilder(URI.create(booter.url() + "/api/v1/" + path))
                    .timeout(PATIENCE)
                    .build();
            return Json.MAPPER.readTree(
                    client.send(request, BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
