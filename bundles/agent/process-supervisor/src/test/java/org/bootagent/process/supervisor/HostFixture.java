package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import org.bootagent.api.job.JobException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Base of tests on a {@link Host}: each test has its own, in a directory of its own. */
public abstract class HostFixture {
    @TempDir
    protected Path home;

    protected Host host;

    @BeforeEach
    protected final void startHost() throws IOException {
        host = newHost();
    }

    @AfterEach
    protected final void closeHost() throws JobException {
        host.close();
    }

    /** Creates the host of a test. */
    protected Host newHost() throws IOException {
        return new Host(home);
    }
}
