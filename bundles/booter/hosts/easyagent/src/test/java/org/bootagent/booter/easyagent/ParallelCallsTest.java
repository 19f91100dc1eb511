package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.Playbook;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are made at the same time to a host that refuses commands while it is busy. */
class ParallelCallsTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int MOST_SCRIPTS = 10;

    @TempDir
    Path home;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private TestBooter booter;
    private ReplayingSidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        booter = new TestBooter(home);
        sidecar = ReplayingSidecar.to(booter.port(), SN).answering(Playbook.silent());
        sidecar.register();
        sidecar.listen();
        await().until(() -> booter.server.sessions().connected(SN));
    }

    @AfterEach
    void stop() {
        callers.shutdownNow();
        sidecar.close();
        booter.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 100})
    void agentHasOneCommandAtATime(int calls) throws Exception {
        askAtOnce(calls, "a");
        assertThat(most).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 100})
    void hostHasTenScriptsAtATime(int calls) throws Exception {
        askAtOnce(calls, "");
        assertThat(most).hasValueLessThanOrEqualTo(MOST_SCRIPTS);
    }

    /** Asks from a thread each, and answers each command a moment after it came. */
    private void askAtOnce(int calls, String agent) throws Exception {
        var unused = callers.submit(this::answerAll);
        var together = new CountDownLatch(1);
        var asked = new ArrayList<Future<FleetJob>>();
        for (int i = 0; i < calls; i++) {
            asked.add(callers.submit(() -> {
                together.await();
                return booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", agent, "{\"script\":\"#!/bin/sh\"}");
            }));
        }
        together.countDown();
        for (Future<FleetJob> one : asked) {
            String id = one.get().id();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> booter.fleet.jobs().get(id).status().finished());
            assertThat(booter.fleet.jobs().get(id).status()).isEqualTo(JobStatus.DONE);
        }
    }

    private Void answerAll() throws InterruptedException {
        Message recorded = Fixtures.load()
                .exchanges("exec-ok")
                .get(0)
                .answer()
                .orElseThrow()
                .content();
        while (true) {
            Message command = sidecar.commands().take();
            most.accumulateAndGet(unanswered.incrementAndGet(), Math::max);
            CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, callers).execute(() -> {
                unanswered.decrementAndGet();
                sidecar.report(ReplayingSidecar.answering(command, recorded));
            });
        }
    }
}
