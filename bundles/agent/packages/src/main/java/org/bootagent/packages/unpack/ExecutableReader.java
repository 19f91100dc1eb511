package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.packages.tree.Modes;

/** Reads a bare program, which becomes {@code bin/<agent>}. */
final class ExecutableReader implements ArchiveReader {
    @Override
    public PackageFacts read(Path file, Unpacking unpacking) throws IOException {
        try (var in = Files.newInputStream(file)) {
            unpacking.host().checkProgram(in.readNBytes(Architecture.ELF_HEAD), "the program");
        }
        try (var in = Files.newInputStream(file)) {
            unpacking.tree().file(unpacking.path("bin/" + unpacking.agent()), Modes.EXECUTABLE, in);
        }
        return PackageFacts.NONE;
    }
}
