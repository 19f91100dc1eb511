package org.bootagent.process.supervisor.hook;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Output of a command, through a pipe of our own. With a pipe of the JDK's, its reaper would read into memory everything that a background process goes on to
 * write. Where no pipe can be made, the output is lost.
 */
final class SideOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SideOutput.class);

    private final Path path;
    private final RandomAccessFile both;
    private final FileInputStream in;

    private SideOutput(Path path, RandomAccessFile both) throws IOException {
        this.path = path;
        this.both = both;
        this.in = both == null ? null : new FileInputStream(both.getFD());
    }

    /**
     * Creates the pipe.
     *
     * @param mkfifo empty if this host has none
     * @param path of a file that exists until {@link #taken}
     */
    static SideOutput open(Optional<String> mkfifo, Path path) throws IOException {
        if (mkfifo.isEmpty() || !made(mkfifo.get(), path)) {
            return new SideOutput(path, null);
        }
        // Opened for both, so that it stays open before and after its writers.
        return new SideOutput(path, new RandomAccessFile(path.toFile(), "rw"));
    }

    private static boolean made(String mkfifo, Path path) throws IOException {
        // Left by a host agent that was killed.
        Files.deleteIfExists(path);
        int code = new ProcessBuilder(mkfifo, "-m", "600", path.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue();
        if (code != 0) {
            LOG.debug("{} cannot be made: {} ended with {}", path, mkfifo, code);
        }
        return code == 0;
    }

    Redirect redirect() {
        return both == null ? Redirect.DISCARD : Redirect.to(path.toFile());
    }

    /** Notes that the command has opened it. */
    void taken() throws IOException {
        Files.deleteIfExists(path);
    }

    int available() throws IOException {
        return both == null ? 0 : in.available();
    }

    int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    /** Closes the pipe. A process that still writes to it is ended by that, or told. */
    @Override
    public void close() throws IOException {
        taken();
        if (both != null) {
            both.close();
        }
    }
}
