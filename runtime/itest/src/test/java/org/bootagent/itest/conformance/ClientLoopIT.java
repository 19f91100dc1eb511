package org.bootagent.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.Playbook;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.itest.conformance.EasyAgentApi.Answer;
import org.bootagent.itest.distribution.BooterProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The original client's loop: a call is made again while its answer has a {@code failed} that is false, and once more after an error. Each must go out once. */
class ClientLoopIT {
    private static final String HOST = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int MOST = 5;

    private static BooterProcess booter;
    private static EasyAgentApi api;

    private ReplayingSidecar sidecar;

    @BeforeAll
    static void open() {
        booter = BooterProcess.withStream();
        api = new EasyAgentApi(booter);
    }

    @AfterAll
    static void shut() {
        booter.close();
    }

    @BeforeEach
    void connect() {
        sidecar = EasyAgentApi.admitted(booter, HOST);
    }

    @AfterEach
    void disconnect() {
        sidecar.close();
    }

    @Test
    void everySuccessfulCallGoesOutOnce() {
        String agent = install("once");
        assertOnce("START_AGENT", () -> api.get("agent/" + agent + "/startSync"));
        assertOnce("START_AGENT", () -> api.post("agent/" + agent + "/startSyncWithParam", "{\"cpuLimit\":0.5}"));
        assertOnce("EXEC_SCRIPT", () -> exec("#!/bin/sh\\necho x"));
        assertOnce(
                "EXEC_REST",
                () -> api.post(
                        "sidecar/" + HOST + "/execrestSync", "{\"method\":\"GET\",\"path\":\"x\",\"timeout\":\"5s\"}"));
        assertOnce(
                "UPDATE_AGENT_CONFIG",
                () -> api.post(
                        "agent/" + agent + "/configSync", "{\"config_content\":\"k=v\",\"config_path\":\"a.conf\"}"));
        assertOnce(
                "CANCEL_AGENTS",
                () -> api.post("agent/cancelOperation", "{\"agents\":{\"" + HOST + "\":[\"" + agent + "\"]}}"));
        assertOnce("STOP_AGENT", () -> api.get("agent/" + agent + "/stopSync?stop_agent_options_type=1"));
        assertOnce(
                "UNINSTALL_AGENT",
                () -> api.post(
                        "agent/" + agent + "/uninstallSync", "{\"shellScript\":\"#!/bin/sh\\n\",\"timeout\":\"5s\"}"));
    }

    @Test
    void aCallThatFailsOnTheHostGoesOutOnce() {
        sidecar.answering(Playbook.of("exec-exit-3", "install-failing-script", "start-missing-binary"));

        assertOnce("EXEC_SCRIPT", () -> exec("#!/bin/sh\\nexit 3"));
        assertOnce("INSTALL_AGENT", () -> api.post("agent/installSync", body("fails")));
    }

    @Test
    void aCallToAHostThatIsAwayNeverGoesOut() {
        sidecar.close();
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(2))
                .until(() -> exec("#!/bin/sh\\necho away").code() == 103);

        assertThat(loop(() -> exec("#!/bin/sh\\necho away")).code()).isEqualTo(103);

        var back = EasyAgentApi.admitted(booter, HOST);
        // A kept command would have come before this one.
        assertThat(exec("#!/bin/sh\\necho back").code()).isZero();
        assertThat(texts(back)).containsExactly("#!/bin/sh\necho back");
        back.close();
    }

    @Test
    void aCallWithoutAnAnswerIsMadeTwiceAndGoesOutTwice() {
        sidecar.answering(Playbook.silent());

        assertThat(loop(() -> api.post(
                                "sidecar/" + HOST + "/execscriptSync",
                                "{\"execScript\":\"#!/bin/sh\\necho deaf\",\"timeout\":\"1s\"}"))
                        .code())
                .isEqualTo(103);

        assertThat(texts(sidecar)).containsExactly("#!/bin/sh\necho deaf", "#!/bin/sh\necho deaf");
    }

    private String install(String name) {
        Answer answer = api.post("agent/installSync", body(name));
        assertThat(answer.code()).as("%s", answer).isZero();
        sidecar.commands().clear();
        return answer.json().at("/data/agent_id").asText();
    }

    private static String body(String name) {
        return "{\"collectorId\":\"" + HOST + "\",\"name\":\"" + name
                + "\",\"installScript\":\"#!/bin/sh\\n\",\"timeout\":\"9s\"}";
    }

    private static Answer exec(String script) {
        return api.post(
                "sidecar/" + HOST + "/execscriptSync", "{\"execScript\":\"" + script + "\",\"timeout\":\"9s\"}");
    }

    private void assertOnce(String verb, Supplier<Answer> call) {
        sidecar.commands().clear();
        Answer answer = loop(call);
        assertThat(answer.code()).as("%s", answer).isZero();
        // A cancel is answered before it goes out.
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(2))
                .until(() -> !sidecar.commands().isEmpty());
        assertThat(sidecar.commands().stream().map(Exchange::verb))
                .as("%s", answer)
                .containsExactly(verb);
    }

    /** Calls as the original client does, without its pauses. */
    private static Answer loop(Supplier<Answer> call) {
        Answer answer = call.get();
        if (answer.code() != 0) {
            return call.get();
        }
        int times = 1;
        while (saysNotFailed(answer) && times < MOST) {
            answer = call.get();
            times++;
        }
        return answer;
    }

    private static boolean saysNotFailed(Answer answer) {
        return answer.result().has("failed") && !answer.result().path("failed").asBoolean();
    }

    private static List<String> texts(ReplayingSidecar host) {
        List<String> texts = new ArrayList<>();
        for (Message command : host.commands()) {
            // A call without an answer is cancelled, too.
            if (command.body().knows("execScript")) {
                texts.add(command.body().text("execScript"));
            }
        }
        return texts;
    }
}
