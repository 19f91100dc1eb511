package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.bootagent.api.metafile.MetafileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lock that lets only one BootAgent use a home. The kernel holds it, so it ends with the process in any case; the file stays. */
public final class HomeLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HomeLock.class);

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks the home until closed.
     *
     * @throws MetafileException if another process has it, naming that process
     */
    public static HomeLock acquire(Path home) {
        Path file = home.resolve("lock");
        try {
            return acquired(file);
        } catch (IOException e) {
            throw new MetafileException(
                    file + " cannot be locked (" + e + "); check that BootAgent may write to its home", e);
        }
    }

    private static HomeLock acquired(Path file) throws IOException {
        var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() == null) {
                throw inUse(file);
            }
            tellPid(channel);
            return new HomeLock(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(file);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Writes the pid over an earlier one, which needs no space. If that fails, the home is locked all the same. */
    private static void tellPid(FileChannel channel) {
        try {
            var pid = StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
            int length = pid.remaining();
            channel.write(pid, 0);
            channel.truncate(length);
        } catch (IOException e) {
            LOG.debug("Cannot write this process's id into the home's lock", e);
        }
    }

    private static MetafileException inUse(Path file) throws IOException {
        String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return new MetafileException(
                "another BootAgent" + (pid.isEmpty() ? "" : " (pid " + pid + ")") + " works in " + file.getParent()
                        + "; stop it, or give this one another home",
                null);
    }

    @Override
    public void close() {
        try {
            // Its text stays, so that the next one finds room for its own.
            channel.close();
        } catch (IOException e) {
            throw new MetafileException("the home's lock cannot be released", e);
        }
    }
}
