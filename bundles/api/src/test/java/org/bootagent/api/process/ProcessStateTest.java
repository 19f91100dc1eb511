package org.bootagent.api.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bootagent.api.process.ProcessState.BACKOFF;
import static org.bootagent.api.process.ProcessState.FATAL;
import static org.bootagent.api.process.ProcessState.KILLED;
import static org.bootagent.api.process.ProcessState.RESTARTING;
import static org.bootagent.api.process.ProcessState.RUNNING;
import static org.bootagent.api.process.ProcessState.STARTING;
import static org.bootagent.api.process.ProcessState.STOPPED;
import static org.bootagent.api.process.ProcessState.STOPPING;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessStateTest {
    private static final Map<ProcessState, Set<ProcessState>> ALLOWED = Map.of(
            STOPPED, Set.of(STARTING, RUNNING),
            STARTING, Set.of(RUNNING, BACKOFF, STOPPING, STOPPED, FATAL, KILLED),
            RUNNING, Set.of(BACKOFF, STOPPING, RESTARTING, STOPPED, FATAL, KILLED),
            BACKOFF, Set.of(STARTING, STOPPED, FATAL),
            STOPPING, Set.of(STOPPED),
            RESTARTING, Set.of(BACKOFF, STOPPING, FATAL),
            FATAL, Set.of(STARTING, STOPPED),
            KILLED, Set.of(STARTING, STOPPED));

    @ParameterizedTest
    @MethodSource("pairs")
    void mayBecome(ProcessState from, ProcessState to) {
        assertThat(from.mayBecome(to)).isEqualTo(ALLOWED.get(from).contains(to));
    }

    @ParameterizedTest
    @EnumSource
    void isWantedFromItsStartUntilItIsStopped(ProcessState state) {
        assertThat(state.isWanted())
                .isEqualTo(Set.of(STARTING, RUNNING, RESTARTING, BACKOFF, FATAL, KILLED)
                        .contains(state));
    }

    @ParameterizedTest
    @EnumSource
    void hasAProcessWhileOneMayBeThere(ProcessState state) {
        assertThat(state.hasProcess())
                .isEqualTo(Set.of(STARTING, RUNNING, STOPPING, RESTARTING).contains(state));
    }

    @ParameterizedTest
    @EnumSource
    void isHaltedOnceGivenUpOrKilled(ProcessState state) {
        assertThat(state.isHalted()).isEqualTo(Set.of(FATAL, KILLED).contains(state));
    }

    @Test
    void theWireHasTheSeedsFourWords() {
        assertThat(Stream.of(ProcessState.values()).map(ProcessState::wireName).distinct())
                .containsExactlyInAnyOrder("stoped", "running", "fatal", "killed");
    }

    static Stream<Arguments> pairs() {
        return Stream.of(ProcessState.values())
                .flatMap(from -> Stream.of(ProcessState.values()).map(to -> Arguments.of(from, to)));
    }
}
