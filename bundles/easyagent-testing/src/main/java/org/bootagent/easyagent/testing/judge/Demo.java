package org.bootagent.easyagent.testing.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.bootagent.easyagent.testing.Substitution;

/** The recorded agents on a host under test, and actions on them outside of the wires: killed, made unhealthy, removed. */
final class Demo implements AutoCloseable {
    private static final String RECORDED = "/opt/demo";
    private static final int KILL = 9;

    private final Path directory;
    private final RestTarget target = new RestTarget();

    /**
     * Creates agents in this directory.
     *
     * @param directory in place of the recorded one; others must be able to enter it
     * @param home of the host agent, in place of the sidecar's
     */
    Demo(Path directory, Path home, Substitution substitution) throws IOException {
        this.directory = directory;
        substitution.put(RECORDED, directory.toString());
        substitution.put("127.0.0.1:8899", target.address());
        substitution.put("/opt/easyagent", home.toString());
    }

    /** URL that requests of the host go to. */
    String target() {
        return "http://" + target.address() + "/api/v1/";
    }

    /** Does what a scenario begins with, as far as it needs no more than this host. */
    void prepare(String scenario) throws IOException {
        switch (scenario) {
            case "health-failing" -> Files.createFile(directory.resolve("sick"));
            case "health-ok-again" -> Files.delete(directory.resolve("sick"));
            case "execrest-failing" -> target.down();
            case "update-ok" -> target.up();
            case "matrix-install-ok" -> service();
            default -> {}
        }
    }

    /** Removes the program of an agent. */
    void hide(String agent) throws IOException {
        Files.move(program(agent), directory.resolve(agent + "/gone"));
    }

    /** Restores the program of an agent. */
    void restore(String agent) throws IOException {
        Files.move(directory.resolve(agent + "/gone"), program(agent));
    }

    /** Creates the program that the client's own scenarios require. */
    private void service() throws IOException {
        Path program = Files.writeString(
                Files.createDirectories(directory.resolve("svc")).resolve("run.sh"),
                "#!/bin/sh\ntrap 'exit 0' TERM\nwhile :; do sleep 1; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("svc/app.conf"), "a=1\n");
    }

    /** Sends TERM or KILL to an agent. The programs of the demonstration are shells that run a script in its directory. @return whether it ran */
    boolean signal(String agent, int signal) {
        return signal(processes(program(agent).toString()), signal);
    }

    private static boolean signal(List<ProcessHandle> found, int signal) {
        found.forEach(process -> {
            if (signal == KILL) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
        });
        return !found.isEmpty();
    }

    private static List<ProcessHandle> processes(String script) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(script))
                .toList();
    }

    private Path program(String agent) {
        return directory.resolve(agent + "/agent.sh");
    }

    @Override
    public void close() {
        target.close();
        signal(processes(directory + "/"), KILL);
    }
}
