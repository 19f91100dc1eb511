package org.bootagent.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.host.HostRestart;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.junit.jupiter.api.Test;

class ReloadHandlerTest {
    private static final Job JOB = FakeHost.job("{\"id\":\"1\",\"action\":\"reload\"}");

    private final List<String> restarts = new CopyOnWriteArrayList<>();
    private final FakeContext context = FakeContext.first();

    /** Creates a handler whose restart ends the run, as the end of the process would. */
    private ReloadHandler handler(boolean possible) {
        return new ReloadHandler(new HostRestart() {
            @Override
            public boolean possible() {
                return possible;
            }

            @Override
            public void request(String reason) {
                restarts.add(reason);
                context.cancel();
            }
        });
    }

    private JobException failure(boolean possible, Job job) {
        return catchThrowableOfType(JobException.class, () -> handler(possible).handle(job, context));
    }

    @Test
    void isDoneOnceTheHostAgentIsBack() throws Exception {
        assertThat(failure(true, JOB).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(restarts).hasSize(1);
        var back = FakeContext.afterCrash();
        handler(true).handle(JOB, back);
        assertThat(back.messages()).containsExactly("the configuration was read again");
        assertThat(restarts).hasSize(1);
    }

    @Test
    void needsAGuardAndNoAgent() {
        assertThat(failure(false, JOB).code()).isEqualTo(ErrorCode.HOST);
        var named = FakeHost.job("{\"id\":\"1\",\"action\":\"reload\",\"name\":\"a\"}");
        assertThat(failure(true, named).code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(restarts).isEmpty();
    }
}
