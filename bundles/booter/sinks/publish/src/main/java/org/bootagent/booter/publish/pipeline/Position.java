package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/** A position in a spool, just behind a record. */
record Position(long segment, long offset, int record) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::segment).thenComparingLong(Position::offset);
    private static final String FILE = "position";

    static Position startOf(long segment) {
        return new Position(segment, 0, 0);
    }

    Position after(byte[] content) {
        return new Position(segment, offset + Segment.sizeOf(content), record + 1);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    /** Reads the position written last. The very beginning if there is none or it cannot be read: then some records are sent again. */
    static Position load(Path directory) throws IOException {
        try {
            String[] words = Files.readString(directory.resolve(FILE)).strip().split(" ", -1);
            return new Position(Long.parseLong(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]));
        } catch (NoSuchFileException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return startOf(0);
        }
    }

    void save(Path directory) throws IOException {
        Path next = directory.resolve(FILE + ".next");
        Files.writeString(next, segment + " " + offset + " " + record + "\n");
        Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }
}
