package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    @TempDir
    Path home;

    /** Else a job that was acknowledged is lost when Booter is killed in the next moment. */
    @Test
    void whatIsCommittedIsNotLeftToAnotherThreadToWrite() {
        var database = Database.open(Database.embedded(home), "booter", "", 2);
        try {
            assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .noneMatch(name -> name.contains("H2-serialization") || name.contains("MVStore background writer"));
        } finally {
            database.close();
        }
    }
}
