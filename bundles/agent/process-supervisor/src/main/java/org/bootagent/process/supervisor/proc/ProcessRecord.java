package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.bootagent.api.host.ProcessStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identity of an agent's process: the boot id and its own stat line, written by the process itself before it became the agent. Boot, pid and start time must
 * match, because pids are reused.
 */
public record ProcessRecord(String bootId, ProcessStat stat) {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessRecord.class);

    /** Reads the record; empty if there is none, or none that can be read: then nothing is known of any process. */
    public static Optional<ProcessRecord> read(Path file) {
        try {
            // The rest may belong to a longer, older record.
            String line = Files.readAllLines(file).get(0).strip();
            if (line.equals(RecordFile.EMPTY)) {
                return Optional.empty();
            }
            int blank = line.indexOf(' ');
            return Optional.of(new ProcessRecord(line.substring(0, blank), stat(line.substring(blank + 1))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot read process record {}; assuming that its process is gone", file, e);
            return Optional.empty();
        }
    }

    /**
     * Parses a stat line.
     *
     * @throws java.util.NoSuchElementException if the line is incomplete
     */
    static ProcessStat stat(String line) {
        return ProcessStat.parse(line.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
    }

    public boolean thisBoot(ProcFs proc) {
        return bootId.equals(proc.bootId());
    }

    /** Returns whether exactly this process is still there. */
    public boolean lives(ProcFs proc) {
        return thisBoot(proc)
                && proc.stat(stat.pid())
                        .filter(now -> now.start() == stat.start() && !now.zombie())
                        .isPresent();
    }

    /** Returns whether the shell that waits for it is there: it is older than the process, and a younger one with its pid is another. */
    boolean shimLives(ProcFs proc) {
        return thisBoot(proc)
                && proc.stat(stat.parent())
                        .filter(shim -> !shim.zombie() && shim.start() <= stat.start())
                        .isPresent();
    }
}
