package org.bootagent.report.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobParameters;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.JobOutputs.Output;
import org.bootagent.metafile.store.MetafileFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLifeTest {
    private static final Job JOB = new Job("1", "exec", "", new NoParameters(), "d".repeat(64), null);

    @TempDir
    Path home;

    private record NoParameters() implements JobParameters {
        @Override
        public <T extends Record> T as(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String json() {
            return "{}";
        }
    }

    /** Covers a fail-over: a server that does not know the job confirms its result, and the one that had asked for it asks again. */
    @Test
    void outputComesBackWithItsResult() {
        Metafile metafile = MetafileFile.open(home);
        var spool = new Spool(home);
        var outbox = new Outbox(metafile, spool);
        try (var output = spool.open(JOB)) {
            output.write("all of it".getBytes(StandardCharsets.UTF_8), 0, 9);
        }
        var result = JobResult.of(JOB, ErrorCode.SUCCESS, "exit code 0", Instant.now());
        metafile.commit(edit -> outbox.add(edit, result));
        outbox.confirm(outbox.peek(10, 10));
        assertThat(spool.kept()).isEmpty();

        var keptWhenTold = new ArrayList<List<Output>>();
        outbox.onAdded(() -> keptWhenTold.add(spool.kept()));
        metafile.commit(edit -> outbox.add(edit, result));
        var again = new Output(JOB.key(), "1", 9, true);
        assertThat(keptWhenTold).containsExactly(List.of(again));
        assertThat(spool.kept(result.key())).hasValue(again);
        assertThat(spool.read(JOB.key(), 0, 100))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("all of it");
    }
}
