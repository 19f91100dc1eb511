package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int TRIES = 3000;

    @TempDir
    Path home;

    private EmbeddedStore store;
    private FleetServices fleet;
    private Commands commands;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        fleet.registry().register(new RegisterRequest("web1", SN));
        commands = new Commands(fleet);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void timesThatAreMissingAreTheOriginalServers() {
        assertThat(seconds("script-install", "{}")).isEqualTo(900);
        assertThat(seconds("script-update", "{}")).isEqualTo(900);
        assertThat(seconds("script-uninstall", "{}")).isEqualTo(900);
        assertThat(seconds("exec", "{\"script\":\"#!/bin/sh\"}")).isEqualTo(900);
        assertThat(seconds("rest", "{}")).isEqualTo(60);
        assertThat(timeout(command("exec", "{\"timeout\":0.0001}")))
                .isEqualTo(Duration.newBuilder().setNanos(1_000_000).build());
        assertThat(seconds("exec", "{\"timeout\":\"0\"}")).isEqualTo(900);
    }

    @Test
    void requestStaysBelowTheTarget() {
        assertThat(command("rest", "{\"path\":\"a/../b?c=..\"}")
                        .getExecRestOptions()
                        .getPath())
                .isEqualTo("a/../b?c=..");
        assertThatThrownBy(() -> command("rest", "{\"path\":\"../../admin\"}")).hasMessageContaining("above");
    }

    @Test
    void healthCheckThatSaysLittleIsAsTheOriginalServerCompletesIt() {
        var none = command("script-install", "{}").getInstallAgentOptions();
        assertThat(List.of(none.getHealthPeriod(), none.getHealthStartPeriod(), none.getHealthTimeout()))
                .containsOnly(Duration.getDefaultInstance());
        assertThat(none.hasHealthPeriod() && none.hasHealthStartPeriod() && none.hasHealthTimeout())
                .isTrue();
        assertThat(none.getHealthRetries()).isOne();
        var usual =
                command("script-install", "{\"health\":{\"exec\":\"true\"}}").getInstallAgentOptions();
        assertThat(usual.getHealthPeriod().getSeconds()).isEqualTo(60);
        assertThat(usual.getHealthTimeout().getSeconds()).isEqualTo(60);
        assertThat(usual.getHealthStartPeriod().getSeconds()).isZero();
        var patient = command("script-install", "{\"health\":{\"exec\":\"true\",\"period\":10,\"timeout\":20}}");
        assertThat(patient.getInstallAgentOptions().getHealthTimeout().getSeconds())
                .isEqualTo(10);
    }

    @Test
    void whatIsNoScriptForTheKernelBecomesOne() {
        assertThat(script("{\"script\":\"#!/usr/bin/python3\\n\"}")).isEqualTo("#!/usr/bin/python3\n");
        assertThat(script("{\"script\":\"id\"}")).isEqualTo("#!/bin/sh\nid");
        assertThat(script("{\"command\":[\"cat\",\"/etc/it's\"],\"args\":[\"x\"]}"))
                .isEqualTo("#!/bin/sh\n'cat' '/etc/it'\\''s' \"$@\"");
        assertThat(script("{\"command\":\"ls '-l *'\"}")).isEqualTo("#!/bin/sh\n'ls' '-l *' \"$@\"");
        assertThat(command("script-uninstall", "{}").getUninstallAgentOptions().getUninstallScript())
                .isEqualTo("#!/bin/sh\n");
    }

    @Test
    void hostItselfIsAnIdOfNoLength() {
        var host = commands.of(job("exec", "", "{}")).getExecScriptOptions();
        assertThat(host.hasAgentId()).isTrue();
        assertThat(host.getAgentId()).isEmpty();
        assertThat(commands.of(job("rest", "", "{}")).getExecRestOptions().hasAgentId())
                .isTrue();
    }

    @Test
    void agentOfAnotherServerIsNamedByItsIdAndNotMadeKnown() {
        String id = "11111111-2222-3333-4444-555555555555";
        assertThat(commands.of(job("exec", id, "{}")).getExecScriptOptions().getAgentId())
                .isEqualTo(Ids.bytes(id));
        assertThat(commands.of(job("start", id, "{}")).getStartAgentOptions().getAgentId())
                .isEqualTo(Ids.bytes(id));
        assertThat(commands.of(job("cancel-agent", "", "{\"agent\":\"" + id + "\"}"))
                        .getCancelAgentsOptions()
                        .getAgentId())
                .isEqualTo(Ids.bytes(id));
        assertThat(fleet.easy().find(id)).isEmpty();
    }

    @Test
    void nothingThatCanBeAskedForMakesASidecarDeaf() {
        var random = new Random(1);
        int made = 0;
        for (int i = 0; i < TRIES; i++) {
            String action = pick(random, "script-install", "script-update", "script-uninstall", "exec", "rest");
            ObjectNode parameters = Json.MAPPER.createObjectNode();
            fill(parameters, random, "timeout", "script", "command", "args", "method", "path");
            fill(parameters.putObject("health"), random, "exec", "period", "timeout", "startPeriod", "retries");
            try {
                var command = commands.of(job(action, "beat", parameters.toString()));
                made++;
                assertThat(isPositive(timeout(command))).as("%s", parameters).isTrue();
                scripts(command, text -> assertThat(text).as("%s", parameters).startsWith("#!"));
            } catch (FleetException | IllegalArgumentException e) {
                assertThat(e).as("%s", parameters).hasMessageMatching("(?s).{5,}");
            }
        }
        assertThat(made).isGreaterThan(TRIES / 10);
    }

    private static void fill(ObjectNode object, Random random, String... fields) {
        for (String field : fields) {
            String value = pick(
                    random,
                    "0",
                    "\"0\"",
                    "-1",
                    "1e-9",
                    "1e300",
                    "5",
                    "0.0004",
                    "\"NaN\"",
                    "null",
                    "\"\"",
                    "\"x y\"",
                    "\"#!/bin/sh\"",
                    "[]",
                    "[\"a\",\"b\"]",
                    "{}",
                    "true",
                    "");
            if (!value.isEmpty()) {
                object.set(field, tree(value));
            }
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static void scripts(ControlResponse command, Consumer<String> look) {
        switch (command.getOptionsCase()) {
            case INSTALLAGENTOPTIONS ->
                look.accept(command.getInstallAgentOptions().getInstallScript());
            case UNINSTALLAGENTOPTIONS ->
                look.accept(command.getUninstallAgentOptions().getUninstallScript());
            case UPDATEAGENTOPTIONS ->
                look.accept(command.getUpdateAgentOptions().getUpdateScript());
            case EXECSCRIPTOPTIONS -> look.accept(command.getExecScriptOptions().getExecScript());
            default -> assertThat(command.getCmd()).isEqualTo(ControlResponse.Command.EXEC_REST);
        }
    }

    private static boolean isPositive(Duration time) {
        return time.getSeconds() > 0 || time.getNanos() > 0;
    }

    private static Duration timeout(ControlResponse command) {
        return switch (command.getOptionsCase()) {
            case INSTALLAGENTOPTIONS -> command.getInstallAgentOptions().getTimeout();
            case UNINSTALLAGENTOPTIONS -> command.getUninstallAgentOptions().getTimeout();
            case UPDATEAGENTOPTIONS -> command.getUpdateAgentOptions().getTimeout();
            case EXECSCRIPTOPTIONS -> command.getExecScriptOptions().getTimeout();
            default -> command.getExecRestOptions().getTimeout();
        };
    }

    private long seconds(String action, String parameters) {
        return timeout(command(action, parameters)).getSeconds();
    }

    private String script(String parameters) {
        return command("exec", parameters).getExecScriptOptions().getExecScript();
    }

    private ControlResponse command(String action, String parameters) {
        return commands.of(job(action, "beat", parameters));
    }

    private FleetJob job(String action, String name, String parameters) {
        return FleetJob.queued(
                "1",
                SN,
                Caller.LOCAL,
                new JobRequest(action, name, parameters),
                fleet.time().now());
    }
}
