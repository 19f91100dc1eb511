package org.bootagent.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.itest.framework.Architecture.actions;
import static org.bootagent.itest.framework.Architecture.agentCore;
import static org.bootagent.itest.framework.Architecture.booter;
import static org.bootagent.itest.framework.Architecture.home;
import static org.bootagent.itest.framework.Architecture.jobs;
import static org.bootagent.itest.framework.Architecture.options;
import static org.bootagent.itest.framework.Architecture.setting;
import static org.bootagent.itest.framework.Architecture.transportHttp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.itest.BooterClient;
import org.bootagent.itest.Ports;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** An action bundle is added, replaced and removed in a running host, with jobs from a real Booter over HTTP. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ActionBundleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String BYSTANDER = "bystander";

    @Inject
    BundleContext context;

    @Inject
    JobQueue queue;

    @Inject
    ProcessSupervisor supervisor;

    private BooterClient client;
    private ActionJar jar;
    private String host;

    @Configuration
    public Option[] hostAndServer() {
        Path home = home();
        int port = Ports.free();
        return options(
                agentCore(home),
                transportHttp("127.0.0.1:" + port),
                jobs(),
                actions(),
                booter(home, port),
                setting("org.bootagent.dispatcher", "handlerWaitSeconds", 10));
    }

    @Before
    public void startBystander() throws JobException {
        Path home = Path.of(context.getProperty(Architecture.HOME));
        client = new BooterClient("http://127.0.0.1:" + context.getProperty("org.osgi.service.http.port"));
        jar = new ActionJar(home);
        await().atMost(PATIENCE).until(client::healthy);
        host = client.onlyHost();
        var command = List.of("/bin/sleep", "86400");
        supervisor.define(
                new AgentSpec(BYSTANDER, "1", "1-0", home.toString(), command, AgentOptions.NONE, AgentOptions.NONE));
        supervisor.start(BYSTANDER);
    }

    @After
    public void stopBystander() throws JobException {
        supervisor.remove(BYSTANDER);
    }

    @Test
    public void comesChangesAndGoesWhileJobsFlow() throws IOException {
        long bystander = bystander().pid();

        String early = ping("early");
        await().atMost(PATIENCE)
                .until(() -> queue.pending().stream().anyMatch(job -> job.id().equals(early)));
        jar.deploy();
        assertThat(answer(early)).as("a handler that comes late is waited for").isEqualTo("pong: early");
        assertThat(ping().map(JobQueue.Action::version)).contains("1.0.0");

        try (var flow = new JobFlow(this::ping)) {
            assertThat(answer(flow.first())).startsWith("pong:");
            jar.replace("1.1.0", "pong again");
            await().atMost(PATIENCE)
                    .until(() ->
                            ping().filter(is -> is.version().equals("1.1.0")).isPresent());
            flow.awaitMore(3);
            var answers = flow.stop().stream().map(this::answer).toList();
            assertThat(answers).allMatch(answer -> answer.matches("pong( again)?: .*"));
            assertThat(answers).last().asString().startsWith("pong again:");
        }

        Instant before = lastSeen();
        jar.remove();
        await().atMost(PATIENCE).until(() -> ping().isEmpty());
        var refused = client.result(ping("late"));
        assertThat(refused.path("errcode").asInt()).isEqualTo(104);
        assertThat(refused.path("message").asText()).contains("ping").contains("install");

        assertThat(bystander()).satisfies(is -> {
            assertThat(is.pid()).isEqualTo(bystander);
            assertThat(is.restarts()).isZero();
            assertThat(is.state()).isEqualTo(ProcessState.RUNNING);
        });
        assertThat(lastSeen()).as("reports go on").isAfter(before);
    }

    private String ping(String message) {
        return client.submit(host, "ping", "", Map.of("message", message));
    }

    /** The action as the host advertises it. */
    private Optional<JobQueue.Action> ping() {
        return queue.actions().stream()
                .filter(action -> action.action().equals("ping"))
                .findFirst();
    }

    private String answer(String job) {
        JsonNode result = client.result(job);
        assertThat(result.path("errcode").asInt()).as(result.toString()).isZero();
        return result.path("message").asText();
    }

    private AgentStatus bystander() {
        return await().atMost(PATIENCE)
                .until(() -> supervisor.status(BYSTANDER).orElseThrow(), is -> is.state() == ProcessState.RUNNING);
    }

    private Instant lastSeen() {
        return Instant.parse(
                client.get("/api/v2/hosts/" + host).path("lastSeen").asText());
    }
}
