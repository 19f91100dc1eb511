package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
    @TempDir
    Path home;

    @Test
    void freeSerialNumberIsKept() {
        try (var it = new TestFleet(home)) {
            assertThat(it.fleet.registry().register(new RegisterRequest("web1", TestFleet.SN)))
                    .isEqualTo(new RegisterReply(0, TestFleet.SN, "", null, null));
            Host host = it.fleet.hosts().get(TestFleet.SN);
            assertThat(host.hostname()).isEqualTo("web1");
            assertThat(host.firstSeen()).isEqualTo(it.fleet.time().now());
            assertThat(host.online(it.fleet.time().now())).isTrue();
        }
    }

    @Test
    void takenSerialNumberIsReplacedEvenForTheSameHostname() {
        try (var it = new TestFleet(home).withHost()) {
            RegisterReply second = it.fleet.registry().register(new RegisterRequest("web1", TestFleet.SN));
            assertThat(second.status()).isZero();
            assertThat(UUID.fromString(second.agentsn())).isNotEqualTo(UUID.fromString(TestFleet.SN));
            assertThat(it.fleet.hosts().list(HostFilter.ALL, Slice.FIRST).total())
                    .isEqualTo(2);
        }
    }

    @Test
    void serialNumberInOtherCaseIsTheSame() {
        try (var it = new TestFleet(home).withHost()) {
            String upper = TestFleet.SN.toUpperCase(java.util.Locale.ROOT);
            assertThat(it.fleet
                            .registry()
                            .register(new RegisterRequest("web2", upper))
                            .agentsn())
                    .isNotEqualToIgnoringCase(TestFleet.SN);
            assertThat(it.fleet.hosts().get(upper).hostname()).isEqualTo("web1");
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "42", "33c5b8b45a2c43c5ab9096721451b4ec", "33c5b8b4-5a2c-43c5-ab90-96721451b4eg"})
    void missingOrMalformedSerialNumberIsReplaced(String proposed) {
        try (var it = new TestFleet(home)) {
            String given = it.fleet
                    .registry()
                    .register(new RegisterRequest("web1", proposed))
                    .agentsn();
            assertThat(UUID.fromString(given)).hasToString(given);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a\nb"})
    void badHostnameIsRefused(String hostname) {
        try (var it = new TestFleet(home)) {
            assertThatThrownBy(() -> it.fleet.registry().register(new RegisterRequest(hostname, TestFleet.SN)))
                    .isInstanceOfSatisfying(
                            FleetException.class, e -> assertThat(e.kind()).isEqualTo(FleetException.Kind.INVALID))
                    .hasMessageContaining("hostname");
            assertThat(it.fleet.hosts().counts().hosts()).isZero();
        }
    }

    @Test
    void replyCarriesWhatIsConfigured() {
        try (var it = new TestFleet(home, new Welcome("svc=ecs,cmpt=DB", "b1:8080,b2", 30))) {
            assertThat(it.fleet.registry().register(new RegisterRequest("web1", TestFleet.SN)))
                    .isEqualTo(new RegisterReply(0, TestFleet.SN, "svc=ecs,cmpt=DB", "b1:8080,b2", 30));
            assertThat(it.fleet.hosts().get(TestFleet.SN).tags()).isEqualTo("svc=ecs,cmpt=DB");
        }
    }

    @Test
    void clonesThatRegisterAtOnceGetDifferentNumbers() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        try (var it = new TestFleet(home)) {
            Callable<String> register = () -> it.fleet
                    .registry()
                    .register(new RegisterRequest("clone", TestFleet.SN))
                    .agentsn();
            var given = new ArrayList<String>();
            for (var future : pool.invokeAll(List.of(register, register, register, register))) {
                given.add(future.get());
            }
            assertThat(given).doesNotHaveDuplicates().contains(TestFleet.SN);
        } finally {
            pool.shutdownNow();
        }
    }
}
