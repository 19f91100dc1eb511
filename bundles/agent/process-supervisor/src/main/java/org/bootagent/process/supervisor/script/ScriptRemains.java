package org.bootagent.process.supervisor.script;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bootagent.api.host.ProcessStat;
import org.bootagent.process.supervisor.proc.OpenFile;
import org.bootagent.process.supervisor.proc.ProcFs;

/**
 * Processes of a script: those of its session, and those that have left it but still carry its mark in their environment, or have
 * its output as their own.
 *
 * @param leader of the session; null if unknown
 */
record ScriptRemains(ProcFs proc, String sh, ScriptDirectory directory, ProcessStat leader) {
    List<Path> find() {
        boolean session = sessionIsOurs();
        Path output = output();
        return proc.processes().stream()
                .filter(process -> stat(process)
                        .filter(stat -> !stat.zombie())
                        .filter(stat -> (session && stat.session() == leader.pid())
                                || proc.has(process, directory.mark())
                                || writes(process, output))
                        .isPresent())
                .toList();
    }

    /** Returns whether the session is the script's: the number of an ended session may be reused, with another leader. */
    private boolean sessionIsOurs() {
        return leader != null
                && proc.stat(leader.pid())
                        .map(holder -> holder.start() == leader.start())
                        .orElse(true);
    }

    /** Returns the path of the script's output, as the kernel names it. */
    private Path output() {
        try {
            return directory.pipe().toRealPath();
        } catch (IOException e) {
            return directory.pipe();
        }
    }

    private static boolean writes(Path process, Path output) {
        return IntStream.of(1, 2)
                .anyMatch(descriptor ->
                        OpenFile.of(process, descriptor, output::equals).isPresent());
    }

    private Optional<ProcessStat> stat(Path process) {
        return proc.stat(ProcFs.pid(process));
    }

    void signal(String signal, List<Path> processes) throws IOException {
        var command = new ArrayList<>(List.of(sh, "-c", "kill -s \"$0\" -- \"$@\"", signal));
        processes.forEach(process -> command.add(Long.toString(ProcFs.pid(process))));
        new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .onExit()
                .join();
    }

    List<String> names(List<Path> processes) {
        return processes.stream().map(proc::describe).toList();
    }
}
