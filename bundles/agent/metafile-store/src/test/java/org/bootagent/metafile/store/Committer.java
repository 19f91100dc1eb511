package org.bootagent.metafile.store;

import java.nio.file.Path;

/** Commits in a loop, for a test that kills it, and says what has been committed. */
final class Committer {
    private Committer() {}

    public static void main(String[] args) {
        var metafile = MetafileFile.open(Path.of(args[0]));
        long value = metafile.read(Counter.SECTION).map(Counter::value).orElse(0L);
        while (true) {
            long next = ++value;
            metafile.commit(edit -> edit.put(Counter.SECTION, Counter.of(next)));
            System.out.println(next);
        }
    }
}
