package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.bootagent.api.host.ProcessStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exit of a process as written by the shell that waited for it: boot id, exit code, and the process's stat line. Only valid for exactly that process.
 *
 * @param code 128 + n for signal n
 */
public record ExitRecord(String bootId, int code, ProcessStat stat, Instant time) {
    private static final Logger LOG = LoggerFactory.getLogger(ExitRecord.class);

    /** Reads the record; empty if there is none, if it is torn, or if it tells of another process. */
    public static Optional<ExitRecord> of(ProcessRecord process, Path file) {
        try {
            String text = Files.readString(file);
            // The rest may belong to a longer, older record.
            int end = text.indexOf('\n');
            return end < 0 || text.substring(0, end).equals(RecordFile.EMPTY)
                    ? Optional.empty()
                    : Optional.of(parse(
                                    text.substring(0, end),
                                    Files.getLastModifiedTime(file).toInstant()))
                            .filter(exit -> exit.tellsOf(process));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Ignoring exit record {}, which cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static ExitRecord parse(String line, Instant time) {
        var words = line.strip().split(" ", 3);
        return new ExitRecord(words[0], Integer.parseInt(words[1]), ProcessRecord.stat(words[2]), time);
    }

    private boolean tellsOf(ProcessRecord process) {
        return bootId.equals(process.bootId())
                && stat.pid() == process.stat().pid()
                && stat.start() == process.stat().start();
    }
}
