package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.Hooks;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.limits.LimitScope;
import org.bootagent.process.supervisor.limits.Limiter;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;

/** Agents reach the right state whatever the parts and listeners of their supervisor throw. */
class FailingPartsTest extends HostFixture {
    private final AtomicInteger failures = new AtomicInteger();
    private final Set<String> failing = new CopyOnWriteArraySet<>();

    @Test
    void aStopIsFinishedThoughTheEventOfItsHookCannotBePublished() throws Exception {
        host.listener = (type, agent, detail) -> fail();
        var hooks = new Hooks(null, null, List.of("false"), List.of("false"), null);
        var running = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().hooks(hooks).build()));

        try (var logged = new LogRecords(Contained.class)) {
            host.supervisor.stop("a");
            assertThat(logged.messages()).anyMatch(line -> line.contains("Hook preStop of agent a failed"));
        }
        assertThat(failures).as("the fault happened").hasPositiveValue();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(host.groupLives(running.pid())).isFalse();
        host.supervisor.start("a");
    }

    @Test
    void anAgentIsStartedAgainThoughTheEventOfItsEndCannotBePublished() throws Exception {
        host.listener = (type, agent, detail) -> fail();
        var first = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));

        host.kill(first.pid());

        assertThat(awaitSuccessor(first).state()).isEqualTo(ProcessState.RUNNING);
        assertThat(failures).as("the fault happened").hasPositiveValue();
    }

    @Test
    void anUnhealthyAgentIsRestartedThoughItsRollbackThrows() throws Exception {
        host.rollback = (agent, reason) -> {
            fail();
            return false;
        };
        var check = new HealthCheck(
                HealthCheck.Kind.FILE,
                List.of(Files.createFile(home.resolve("well")).toString()),
                null,
                Duration.ofMillis(100),
                Duration.ZERO,
                null,
                1,
                HealthCheck.Action.ROLLBACK);
        var first = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().health(check).build()));
        Files.delete(home.resolve("well"));

        assertThat(awaitSuccessor(first).pid()).isNotEqualTo(first.pid());
        assertThat(failures).as("the fault happened").hasPositiveValue();
    }

    @Test
    void aStopIsFinishedThoughTheLimitsFail() throws Exception {
        withFailingLimits();
        var running = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        failing.addAll(Set.of("ending", "clear"));

        host.supervisor.stop("a");

        assertThat(failures).as("the fault happened").hasPositiveValue();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(host.groupLives(running.pid())).isFalse();
    }

    @Test
    void anAgentIsStartedAgainThoughTheLimitsFail() throws Exception {
        withFailingLimits();
        var first = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        failing.addAll(Set.of("overLimit", "occupied", "clear"));

        host.kill(first.pid());

        assertThat(awaitSuccessor(first).state()).isEqualTo(ProcessState.RUNNING);
        assertThat(failures).as("the fault happened").hasPositiveValue();
    }

    @Test
    void aStartThatFailsWithAnErrorLeavesTheAgentStopped() throws Exception {
        withFailingLimits();
        host.supervisor.define(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        for (String part : List.of("create", "joinFiles", "started")) {
            failing.add(part);
            assertThatThrownBy(() -> host.supervisor.start("a"))
                    .hasMessageContaining("Agent a does not start: java.lang.NoClassDefFoundError: gone");
            assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
            failing.clear();
        }
        assertThat(host.supervisor.left("a")).isEmpty();
        host.supervisor.start("a");
    }

    @Test
    void aRestartThatFailsWithAnErrorIsTriedAgain() throws Exception {
        withFailingLimits();
        var first = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        failing.add("create");

        host.kill(first.pid());
        await().atMost(Host.PATIENCE).until(() -> failures.get() > 1);
        failing.clear();

        assertThat(awaitSuccessor(first).state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void theOthersAreResumedThoughOneCannotBe() throws Exception {
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        var b = host.run(host.shell("b", "exec sleep 300", RestartPreset.FAST));
        host.run(host.shell("c", "exec sleep 300", RestartPreset.FAST));
        host.leave();
        host.around = this::failing;
        failing.add("adopt b");
        host.comeBack();
        assertThat(host.lives(b.pid())).isTrue();

        assertThat(failures).as("the fault happened").hasPositiveValue();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
        assertThat(host.status("c").state()).isEqualTo(ProcessState.RUNNING);
        assertThat(host.status("b").state()).isEqualTo(ProcessState.FATAL);
        assertThat(host.status("b").reason()).contains("could not be looked for");
        failing.clear();
        host.supervisor.start("b");
        assertThat(host.lives(b.pid())).as("the process before").isFalse();
    }

    private void withFailingLimits() {
        host.leave();
        host.around = this::failing;
        host.comeBack();
    }

    private AgentStatus awaitSuccessor(AgentStatus first) {
        await().atMost(Host.PATIENCE)
                .until(() -> host.status("a").pid() != 0 && host.status("a").pid() != first.pid());
        return host.status("a");
    }

    private void fail() {
        failures.incrementAndGet();
        throw new NoClassDefFoundError("gone");
    }

    private Limiter failing(Limiter real) {
        return decorate(Limiter.class, real);
    }

    /** Decorates a part: the methods that are to fail do so after their work; the ones that make a scope, before. */
    private <T> T decorate(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (fails(method.getName(), args) && method.getReturnType() == LimitScope.class) {
                fail();
            }
            Object result;
            try {
                result = method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (fails(method.getName(), args)) {
                fail();
            }
            return result instanceof LimitScope scope ? decorate(LimitScope.class, scope) : result;
        }));
    }

    private boolean fails(String method, Object[] args) {
        return failing.contains(method) || (args != null && failing.contains(method + ' ' + args[0]));
    }
}
