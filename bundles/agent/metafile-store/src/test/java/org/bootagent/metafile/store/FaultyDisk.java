package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The real disk, until a call chosen by the test fails. */
final class FaultyDisk extends ForwardingDisk {
    final List<String> calls = new ArrayList<>();
    int faults;
    private Predicate<String> failing = call -> false;

    FaultyDisk() {
        super(new DiskOperations());
    }

    /** @param failing chosen by number and name, such as {@code 2 rename} */
    void failWhen(Predicate<String> failing) {
        calls.clear();
        faults = 0;
        this.failing = failing;
    }

    private interface Call {
        void run() throws IOException;
    }

    private void call(String name, Call call) throws IOException {
        String numbered = calls.size() + " " + name;
        calls.add(numbered);
        if (failing.test(numbered)) {
            faults++;
            throw new IOException("Input/output error of the test at " + numbered);
        }
        call.run();
    }

    @Override
    public void write(Path newFile, List<byte[]> content) throws IOException {
        call("write", () -> disk.write(newFile, content));
        // As a failed fsync: all is written, none of it is safe.
        call("fsync", () -> {});
    }

    @Override
    public void link(Path newLink, Path existing) throws IOException {
        call("link", () -> disk.link(newLink, existing));
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        call("rename", () -> disk.rename(source, target));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        call("syncDirectory", () -> disk.syncDirectory(directory));
    }

    @Override
    public void delete(Path file) throws IOException {
        call("delete", () -> disk.delete(file));
    }
}
