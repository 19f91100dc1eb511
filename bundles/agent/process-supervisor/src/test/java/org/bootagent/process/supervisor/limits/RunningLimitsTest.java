package org.bootagent.process.supervisor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.process.Limits;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.junit.jupiter.api.Test;

class RunningLimitsTest {
    private final CountingScope scope = new CountingScope();
    private final RunningLimits limits = new RunningLimits(null, scope, null, null);

    @Test
    void theScopeIsClearedOnceAsTheNextProcessMayHaveItThen() {
        limits.release(true);
        limits.release(true);

        assertThat(scope.clears).isEqualTo(1);
    }

    @Test
    void theScopeOfAProcessThatSurvivedIsClearedAgain() {
        limits.release(false);
        limits.release(true);
        limits.release(false);

        assertThat(scope.clears).isEqualTo(2);
    }

    @Test
    void aFailedClearIsNotRepeatedEither() {
        scope.failure = new IllegalStateException("no such directory");

        assertThatThrownBy(() -> limits.release(true)).isSameAs(scope.failure);
        limits.release(true);

        assertThat(scope.clears).isEqualTo(1);
    }

    private static final class CountingScope implements LimitScope {
        private int clears;
        private RuntimeException failure;

        @Override
        public List<Path> joinFiles() {
            return List.of();
        }

        @Override
        public String mechanism() {
            return "";
        }

        @Override
        public void started(ProcessRecord process) {}

        @Override
        public void change(Limits wanted) {}

        @Override
        public Optional<String> overLimit() {
            return Optional.empty();
        }

        @Override
        public void clear() {
            clears++;
            if (failure != null) {
                throw failure;
            }
        }
    }
}
