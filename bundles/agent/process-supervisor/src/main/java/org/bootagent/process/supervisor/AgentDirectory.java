package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an agent's output and process state are kept. */
record AgentDirectory(Path path, String name) {
    /** File name of an {@link ExitRecord}. */
    static final String EXIT_RECORD = "exit";

    static AgentDirectory of(Path home, String name) {
        return new AgentDirectory(home.resolve("agents").resolve(name), name);
    }

    Path log() {
        return path.resolve("log").resolve(name + ".log");
    }

    Path run() {
        return path.resolve("run");
    }

    /** See {@link ProcessRecord}. */
    Path processRecord() {
        return run().resolve("process");
    }

    Path exitRecord() {
        return run().resolve(EXIT_RECORD);
    }

    void create() throws IOException {
        Files.createDirectories(log().getParent());
        Files.createDirectories(run());
    }
}
