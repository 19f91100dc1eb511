package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.bootagent.booter.fleet.Host;
import org.bootagent.booter.fleet.HostNews;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceTest {
    private static final String ONE = "0b7a1c5e-6f0e-4e7c-9f7e-1d6b3c2a1f01";
    private static final String TWO = "0b7a1c5e-6f0e-4e7c-9f7e-1d6b3c2a1f02";

    @TempDir
    Path home;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private TestBooter booter;
    private Presence presence;

    @BeforeEach
    void twoHosts() throws Exception {
        booter = new TestBooter(home);
        presence = new Presence(booter.fleet, tasks::add);
        booter.fleet.register(new RegisterRequest("one", ONE));
        booter.fleet.register(new RegisterRequest("two", TWO));
    }

    @AfterEach
    void close() throws Exception {
        booter.close();
    }

    @Test
    void manyAtOnceAreOneTaskAndTheLastWordCounts() {
        presence.note(host(ONE), true);
        presence.note(host(ONE), false);
        presence.note(host(TWO), false);
        presence.note(host(TWO), true);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(online(ONE)).isFalse();
        assertThat(online(TWO)).isTrue();
    }

    @Test
    void whatIsNotedLaterIsWrittenLater() {
        presence.note(host(ONE), false);
        tasks.remove().run();
        assertThat(online(ONE)).isFalse();
        presence.note(host(ONE), true);
        tasks.remove().run();
        assertThat(online(ONE)).isTrue();
    }

    /** It is noted a moment later, and a host may have told more by then. */
    @Test
    void whatAHostHasSaidSinceStays() {
        presence.note(host(ONE), true);
        presence.note(host(TWO), false);
        Instant later = booter.fleet.now().plusSeconds(1);
        booter.fleet.take(List.of(news(ONE, later), news(TWO, later)));
        tasks.remove().run();
        assertThat(booter.fleet.host(ONE).uptime()).isEqualTo(77);
        assertThat(booter.fleet.host(ONE).lastSeen()).isEqualTo(later);
        assertThat(online(TWO)).isTrue();
    }

    @Test
    void aServerThatIsStoppedMindsNobody() {
        var stopped = new Presence(booter.fleet, task -> {
            throw new RejectedExecutionException("stopped");
        });
        stopped.note(host(ONE), false);
        assertThat(online(ONE)).isTrue();
    }

    @Test
    void aDatabaseThatIsGoneDoesNotEndTheThread() {
        presence.note(host(ONE), false);
        booter.store.close();
        assertThatThrownBy(() -> booter.fleet.host(ONE)).isNotNull();
        tasks.remove().run();
    }

    private static HostNews news(String agentsn, Instant time) {
        return HostNews.of(new Host(agentsn, "h", "v", "", 600, 77, List.of(), time, time), List.of(), List.of());
    }

    private Host host(String agentsn) {
        return new Session(booter.fleet.host(agentsn), false, null).host(booter.fleet.now());
    }

    private boolean online(String agentsn) {
        return booter.fleet.host(agentsn).online(booter.fleet.now());
    }
}
