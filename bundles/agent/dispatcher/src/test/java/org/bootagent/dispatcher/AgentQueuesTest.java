package org.bootagent.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentQueuesTest {
    private final AgentQueues queues = new AgentQueues(2, 3, 1);
    private final List<JobRun> runs = new ArrayList<>();

    @Test
    void requestsToTheHostRunSideBySide() {
        add("rest", "");
        add("rest", "");
        assertThat(taken(Set.of("rest"))).containsExactly(0, 1);
    }

    @Test
    void takesTheOldestOfEachAgentUpToTheLimit() {
        add("install", "a");
        add("install", "a");
        add("install", "b");
        add("install", "c");
        assertThat(taken()).containsExactly(0, 2);
        assertThat(taken()).isEmpty();
        finish(2);
        assertThat(taken()).containsExactly(3);
        finish(0);
        assertThat(taken()).containsExactly(1);
    }

    @Test
    void takesMoreOfWhatMostlyWaitsButStillOneOfEachAgentInOrder() {
        add("install", "a");
        add("install", "b");
        add("install", "c");
        add("stop", "c");
        add("stop", "d");
        add("start", "d");
        add("restart", "e");
        add("stop", "f");
        add("start", "g");
        assertThat(taken()).containsExactly(0, 1, 4, 6, 7);
        finish(4);
        assertThat(taken()).containsExactly(5);
        finish(0);
        assertThat(taken()).containsExactly(2);
        finish(5);
        assertThat(taken()).containsExactly(8);
        finish(2);
        finish(6);
        assertThat(taken()).containsExactly(3);
    }

    @Test
    void holdsUpAnAgentWhoseFirstJobIsNotReady() {
        add("missing", "a");
        add("install", "a");
        add("install", "b");
        assertThat(taken(Set.of("install"))).containsExactly(2);
        queues.remove(runs.get(0));
        assertThat(taken(Set.of("install"))).containsExactly(1);
    }

    @Test
    void keepsTheHostsOwnJobsInOrderButNotItsScripts() {
        add("config", "");
        add("config", "");
        add("exec", "");
        add("exec", "");
        assertThat(taken()).containsExactly(0, 2);
        finish(2);
        assertThat(taken()).containsExactly(3);
        assertThat(queues.predecessor(runs.get(1))).contains(runs.get(0));
    }

    @Test
    void keepsAnAgentsScriptsInOrderWithItsOtherJobs() {
        add("install", "a");
        add("exec", "a");
        assertThat(taken()).containsExactly(0);
    }

    @Test
    void letsCancelsThrough() {
        add("install", "a");
        add("install", "b");
        add("cancel", "a");
        add("cancel", "");
        assertThat(taken()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void keepsAnAgentBlockedWhoseThreadIsGivenUp() {
        add("install", "a");
        add("install", "a");
        add("install", "b");
        add("install", "c");
        assertThat(taken()).containsExactly(0, 2);
        queues.releaseThread(runs.get(0));
        assertThat(taken()).containsExactly(3);
        finish(2);
        assertThat(taken()).isEmpty();
        queues.releaseAgent(runs.get(0));
        assertThat(taken()).containsExactly(1);
    }

    private void add(String action, String name) {
        var job = Fixture.job("{'id':'1','action':'" + action + "','name':'" + name + "','n':" + runs.size() + "}");
        runs.add(new JobRun(runs.size(), job, false, Clock.systemUTC()));
        queues.add(runs.get(runs.size() - 1));
    }

    private void finish(int run) {
        queues.releaseThread(runs.get(run));
        queues.releaseAgent(runs.get(run));
    }

    private List<Integer> taken() {
        return taken(Set.of("install", "start", "stop", "restart", "config", "exec", "cancel"));
    }

    private List<Integer> taken(Set<String> ready) {
        return queues.take(run -> ready.contains(run.job().action())).stream()
                .map(runs::indexOf)
                .toList();
    }
}
