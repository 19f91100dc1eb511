package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an agent's output and process state are kept. */
record AgentDirectory(Path path, String name) {
    static AgentDirectory of(Path home, String name) {
        return new AgentDirectory(home.resolve("agents").resolve(name), name);
    }

    Path log() {
        return path.resolve("log").resolve(name + ".log");
    }

    /** See {@link ProcessRecord}. */
    Path processRecord() {
        return path.resolve("run").resolve("process");
    }

    void create() throws IOException {
        Files.createDirectories(log().getParent());
        Files.createDirectories(processRecord().getParent());
    }
}
