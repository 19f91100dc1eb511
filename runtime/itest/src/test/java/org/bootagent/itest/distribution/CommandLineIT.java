package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.Ports;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands as given by an operator or a script. */
class CommandLineIT {
    private static BooterAndHost site;

    @BeforeAll
    static void open() {
        site = BooterAndHost.open();
        site.install("shown", SamplePackage.daemon("shown", "1.0.0").of(Format.DEB), "fast");
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void bootagentTellsPeopleHowItFares() {
        var status = site.agent().cli("status").requireSuccess();
        assertThat(status.out())
                .contains(site.host())
                .contains(site.booter().address())
                .contains("accepted")
                .contains("install")
                .contains("org.bootagent.job.install");
        var agents = site.agent().cli("agents").requireSuccess();
        assertThat(agents.out()).contains("shown").contains("running").contains("1.0.0");
    }

    @Test
    void bootagentTellsScriptsTheSame() {
        var status = site.agent().cli("status", "--json").requireSuccess().json();
        assertThat(status.path("agentsn").asText()).isEqualTo(site.host());
        assertThat(status.path("server").asText()).isEqualTo(site.booter().address());
        assertThat(status.path("accepted").asBoolean()).isTrue();
        var agents = site.agent().cli("agents", "--json").requireSuccess().json();
        assertThat(agents.isArray()).isTrue();
        assertThat(agents.get(0).path("pid").asLong())
                .isEqualTo(site.agent().running("shown").pid());
    }

    @Test
    void bootagentSaysWhenNothingRuns() {
        try (var idle = new AgentProcess()) {
            var status = idle.cli("status");
            assertThat(status.exit()).isEqualTo(3);
            assertThat(status.err())
                    .contains("no host agent is running")
                    .contains(idle.home().toString());
            assertThat(idle.cli("agents", "--json").exit()).isEqualTo(3);
        }
    }

    @Test
    void bootagentChecksItsConfigurationAndRunsNothing() throws Exception {
        try (var idle = new AgentProcess()) {
            var check = idle.cli("run", "-T", "-S", "192.0.2.1:8080", "-L", idle.home() + "/check.log")
                    .requireSuccess();
            assertThat(check.out()).contains(idle.home().toString()).contains("192.0.2.1:8080");
            assertThat(idle.home().resolve("metafile.json")).doesNotExist();

            idle.configure("transport.http/tls = true", "transport.http/trustStore = /no/such.p12");
            var blind = idle.cli("run", "-T");
            assertThat(blind.exit()).isEqualTo(2);
            assertThat(blind.out() + blind.err()).contains("transport.http/trustStore: there is no file /no/such.p12");

            idle.configure("transport.http/stepSecond = 1");
            var wrong = idle.cli("run", "-T");
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.out() + wrong.err()).contains("stepSecond");
        }
    }

    @Test
    void versionsAreTold() {
        var bootagent = Command.run(BuildOutput.agent().resolve("bin/bootagent"), "--version")
                .requireSuccess();
        assertThat(bootagent.out().strip()).matches("bootagent-[0-9][A-Za-z0-9.-]*-(x86_64|aarch64)");
        var booter = Command.run(BuildOutput.booter().resolve("bin/booter"), "--version")
                .requireSuccess();
        assertThat(booter.out().strip()).startsWith("booter-");
        assertThat(Command.run(BuildOutput.agent().resolve("bin/bootagent"), "juggle")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void booterctlRunsAnAgentsWholeLife() {
        String host = site.host();
        Path first = SamplePackage.daemon("life", "1.0.0").of(Format.TAR_GZ);
        Path second = SamplePackage.daemon("life", "1.1.0").of(Format.TAR_GZ);
        assertThat(ctl("hosts", "--json")
                        .requireSuccess()
                        .json()
                        .get(0)
                        .path("agentsn")
                        .asText())
                .isEqualTo(host);

        var installed = ctl(
                        "install",
                        host,
                        "life",
                        "--package",
                        first.toString(),
                        "--env",
                        "GREETING=hello",
                        "--restart",
                        "fast",
                        "--wait",
                        "--json")
                .requireSuccess()
                .json();
        assertThat(installed.path("errcode").asInt()).isZero();
        assertThat(Processes.environment(site.agent().running("life"))).containsEntry("GREETING", "hello");

        var pushed = ctl("push", second.toString(), "--json").requireSuccess().json();
        assertThat(pushed.path("checksum").asText()).isEqualTo(SamplePackage.checksum(second));
        ctl("upgrade", host, "life", "--package", second.getFileName().toString(), "--wait")
                .requireSuccess();
        ctl("stop", host, "life", "--wait").requireSuccess();
        ctl("start", host, "life", "--wait").requireSuccess();
        ctl("restart", host, "life", "--wait").requireSuccess();
        assertThat(site.agent().agent("life").path("version").asText()).isEqualTo("1.1.0");

        var agents = ctl("agents", host, "--json").requireSuccess().json();
        assertThat(agents).extracting(agent -> agent.path("name").asText()).contains("life", "shown");
        assertThat(ctl("agents", host).requireSuccess().out()).contains("life").contains("1.1.0");
        ctl("uninstall", host, "life", "--wait").requireSuccess();
        assertThat(site.agent().agent("life").isMissingNode()).isTrue();

        var jobs = ctl("jobs", host, "--json").requireSuccess().json();
        assertThat(jobs).extracting(job -> job.path("action").asText()).contains("install", "upgrade", "uninstall");
        String id = jobs.get(0).path("id").asText();
        assertThat(ctl("job", id, "--json").requireSuccess().json().path("id").asText())
                .isEqualTo(id);
        assertThat(ctl("events", host, "--json").requireSuccess().json().isArray())
                .isTrue();
    }

    @Test
    void booterctlConfiguresTheHost() {
        ctl("config", site.host(), "--step", "1", "--servers", site.booter().address() + ",", "--wait")
                .requireSuccess();
        assertThat(site.agent().ask("status").path("servers").get(0).asText())
                .isEqualTo(site.booter().address());
    }

    @Test
    void booterctlRunsAnActionThatWasDroppedIn() throws Exception {
        var actions = site.agent().home().resolve("actions");
        Files.copy(BuildOutput.action(), actions.resolve("ping.new"));
        Files.move(actions.resolve("ping.new"), actions.resolve("ping.jar"));
        var answer = ctl("job", "run", site.host(), "ping", "--param", "message=hello", "--wait", "--json")
                .requireSuccess()
                .json();
        assertThat(answer.path("message").asText()).isEqualTo("pong: hello");
        assertThat(site.agent().ask("status").path("actions"))
                .anyMatch(action -> action.path("bundle").asText().equals("org.example.action.ping")
                        && action.path("version").asText().equals("1.0.0"));
    }

    @Test
    void booterctlsExitCodeTellsWhatWentWrong() {
        assertThat(ctl("start", site.host(), "nobody", "--wait").exit())
                .as("the job failed")
                .isEqualTo(1);
        assertThat(ctl("juggle").exit()).as("no such command").isEqualTo(2);
        assertThat(ctl("host", "ffffffff-0000-0000-0000-000000000000").exit())
                .as("no such host")
                .isEqualTo(2);
        var nobody = Command.run(
                BuildOutput.booter().resolve("bin/booterctl"), "--server", "http://127.0.0.1:" + Ports.free(), "hosts");
        assertThat(nobody.exit()).as("no server").isEqualTo(3);
        assertThat(nobody.err()).isNotBlank();
    }

    private static Command.Outcome ctl(String... arguments) {
        var words = new ArrayList<>(List.of(
                BuildOutput.booter().resolve("bin/booterctl").toString(),
                "--server",
                site.booter().url()));
        words.addAll(Arrays.asList(arguments));
        return Command.run(words);
    }
}
