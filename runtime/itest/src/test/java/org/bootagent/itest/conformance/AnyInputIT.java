package org.bootagent.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.itest.conformance.EasyAgentApi.Answer;
import org.bootagent.itest.distribution.BooterProcess;
import org.junit.jupiter.api.Test;

/** Any JSON from a client: an original sidecar gets no command that would cut its stream or that it cannot run, and one that is not admitted gets none. */
class AnyInputIT {
    private static final String HOST = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String OTHER = "5d1c9a26-8a4e-4f4f-9c35-2b2f3b0c8a11";
    private static final int TIMES = Integer.getInteger("conformance.inputs", 1500);
    private static final Set<String> TIMED =
            Set.of("INSTALL_AGENT", "UNINSTALL_AGENT", "UPDATE_AGENT", "EXEC_SCRIPT", "EXEC_REST");

    private static final String[] DURATIONS = {
        "0",
        "0s",
        "0h0m0s",
        "-1s",
        "-0s",
        "1ns",
        "0.1ns",
        "0.0000000001s",
        "5s",
        "1m",
        "",
        " ",
        "5",
        "five",
        "5S",
        "\uff15s",
        "1e3s",
        "+0s",
        "00s",
        "9999999h",
        "0.5",
        ".s",
        "1m0",
        "9223372036854775807ns",
        "9223372036854775808ns",
        "2540400h",
        "0s0ns"
    };
    private static final String[] SCRIPTS = {
        "",
        "#!/bin/sh\n",
        "#!/bin/sh\necho x",
        "echo x",
        "\n#!/bin/sh\n",
        " #!/bin/sh",
        "#",
        "#!",
        "\ufeff#!/bin/sh\n",
        "# comment\n",
        "\r\n#!/bin/sh",
        "\u0000",
        "x\u0000#!/bin/sh",
        "\ud83d\ude00"
    };
    private static final List<String> PATHS = List.of(
            "POST agent/install",
            "POST agent/installSync",
            "POST agent/AGENT/uninstall",
            "POST agent/AGENT/uninstallSync",
            "POST agent/AGENT/update",
            "GET agent/AGENT/start",
            "GET agent/AGENT/startSync",
            "GET agent/AGENT/startWithParam",
            "POST agent/AGENT/startSyncWithParam",
            "GET agent/AGENT/stop",
            "GET agent/AGENT/stopSync",
            "GET agent/AGENT/restartSync",
            "POST agent/AGENT/restart",
            "POST agent/AGENT/config",
            "POST agent/AGENT/configSync",
            "GET agent/AGENT/config",
            "POST agent/cancelOperation",
            "POST sidecar/HOST/execscript",
            "POST sidecar/HOST/execscriptSync",
            "POST sidecar/HOST/execscriptSyncBase64",
            "POST sidecar/HOST/execrestSync",
            "POST sidecar/HOST/control");

    private final Random random = new Random(13);
    private String agent = "00000000-0000-4000-9000-000000000099";
    private String last = "";

    @Test
    void noCommandCanHarmAnOriginalSidecar() {
        try (var booter = BooterProcess.withStream("booter.easyagent/admit = none", "booter.easyagent/grace = 6")) {
            var api = new EasyAgentApi(booter);
            api.get("deploy/sidecar/install/callback?client_id=" + HOST
                    + "&install_type=sidecar&install_res=success&msg=b2s=&check_flg=1");
            try (var admitted = EasyAgentApi.admitted(booter, HOST);
                    var other = ReplayingSidecar.to(booter.streamPort(), OTHER)) {
                assertThatThrownBy(other::register).isInstanceOf(StatusRuntimeException.class);
                other.listen();
                for (int i = 0; i < TIMES; i++) {
                    call(api, i);
                    admitted.commands().forEach(this::assertHarmless);
                    admitted.commands().clear();
                }
                assertThat(other.commands()).isEmpty();
            }
        }
    }

    private void call(EasyAgentApi api, int number) {
        String[] call = oneOf(PATHS.toArray(String[]::new)).split(" ", 2);
        String path = call[1].replace("AGENT", id()).replace("HOST", id());
        String body = body(number);
        String sent = call[0].equals("GET") && random.nextBoolean() ? null : body;
        String before = last;
        last = call[0] + " " + path + " " + sent;
        Answer answer = assertDoesNotThrow(() -> api.send(call[0], path, sent), () -> last + " after " + before);
        if (path.startsWith("agent/install")
                && answer.json().at("/data/agent_id").isTextual()) {
            agent = answer.json().at("/data/agent_id").asText();
        }
    }

    private String id() {
        return random.nextInt(8) > 0
                ? (random.nextBoolean() ? HOST : agent)
                : oneOf(OTHER, "x", "00000000-0000-0000-0000-000000000000", HOST.replace('c', 'C'), "%00");
    }

    private String body(int number) {
        if (random.nextInt(20) == 0) {
            return oneOf("", "{", "[]", "null", "5", "\"x\"", "{}", "{\"a\":1,\"a\":2}", "{\"timeout\":0}");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        maybe(body, "collectorId", random.nextInt(6) > 0 ? HOST : id());
        maybe(body, "agentId", random.nextInt(3) > 0 ? "" : id());
        maybe(body, "name", "n" + number);
        for (String script : List.of("installScript", "shellScript", "execScript")) {
            maybe(body, script, oneOf(SCRIPTS));
        }
        for (String duration : List.of("timeout", "healthPeriod", "healthStartPeriod", "healthTimeout")) {
            if (random.nextInt(3) > 0) {
                maybe(body, duration, oneOf(DURATIONS));
            }
        }
        maybe(body, "healthShell", oneOf("", "true"));
        maybe(body, "parameter", oneOf("", ",", "a,b", "\u0000"));
        maybe(body, "method", oneOf("GET", "POST", "", "BAD METHOD"));
        maybe(body, "path", oneOf("x", "/x", "", "x?y=z"));
        maybe(body, "config_content", "x");
        maybe(body, "cmd", oneOf("", "restart"));
        if (random.nextInt(4) == 0) {
            body.putObject("agents").putArray(id()).add(id());
        }
        return body.toString();
    }

    private void maybe(ObjectNode body, String field, String value) {
        int choice = random.nextInt(12);
        if (choice == 0) {
            body.set(field, strange());
        } else if (choice > 1) {
            body.put(field, value);
        }
    }

    private JsonNode strange() {
        var nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(7)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.numberNode(0);
            case 2 -> nodes.numberNode(-5);
            case 3 -> nodes.booleanNode(true);
            case 4 -> nodes.arrayNode().add("0s");
            case 5 -> nodes.objectNode().put("seconds", 0);
            default -> nodes.numberNode(1e300);
        };
    }

    private String oneOf(String... values) {
        return values[random.nextInt(values.length)];
    }

    private void assertHarmless(Message command) {
        Message options = command.body();
        if (TIMED.contains(Exchange.verb(command))) {
            var timeout = options.message("timeout");
            assertThat(timeout).as("timeout in %s because of %s", command, last).isPresent();
            assertThat(timeout.get().number("seconds") * 1_000_000_000d
                            + timeout.get().number("nanos"))
                    .as("timeout in %s because of %s", command, last)
                    .isPositive();
        }
        for (String script : List.of("installScript", "uninstallScript", "updateScript", "execScript")) {
            if (options.knows(script) && !options.text(script).isEmpty()) {
                assertThat(options.text(script))
                        .as("%s because of %s", command, last)
                        .startsWith("#!");
            }
        }
    }
}
