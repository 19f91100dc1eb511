package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bootagent.packages.files.Durable;

/** Carries files that an agent or an operator has written in a release over into the next one. May be repeated. Links are followed on neither side. */
final class CarryOver {
    private static final int SHOWN = 5;
    private static final int MAX_ENTRIES = 200_000;
    /** Ending of the package's own file beside one that was changed locally. */
    private static final String NEW = ".new";

    private final Path from;
    private final Path to;
    private final FileTime published;
    private final Map<String, String> originals;
    private final Configuration kept;
    private final boolean configuration;
    private final List<String> taken = new ArrayList<>();
    private final List<String> beside = new ArrayList<>();
    /** Configuration that was deleted in the old release, and is in the new one. */
    private final List<String> back = new ArrayList<>();

    private final List<String> left = new ArrayList<>();
    private final List<String> blocked = new ArrayList<>();
    /** Pipes, sockets and devices. */
    private final List<String> special = new ArrayList<>();

    private int entries;

    /**
     * @param published when the old release's own files were complete
     * @param originals digests of the files in the old release's package
     */
    CarryOver(
            Path from,
            Path to,
            FileTime published,
            Map<String, String> originals,
            Configuration kept,
            boolean configuration) {
        this.from = from;
        this.to = to;
        this.published = published;
        this.originals = originals;
        this.kept = kept;
        this.configuration = configuration;
    }

    List<String> run() throws IOException {
        Files.walkFileTree(from, Set.<FileVisitOption>of(), Configuration.MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                visit(from.relativize(file), attributes);
                return ++entries < MAX_ENTRIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Such as a path that is too long: it is none that anybody has named.
                left.add(from.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        if (configuration) {
            findBack();
        }
        return notes();
    }

    private void findBack() {
        for (String path : originals.keySet()) {
            if (Files.notExists(from.resolve(path), LinkOption.NOFOLLOW_LINKS)
                    && Files.exists(to.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                back.add(path);
            }
        }
    }

    private void visit(Path path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isOther()) {
            visitSpecial(path);
            return;
        }
        var changed = (FileTime) Files.getAttribute(from.resolve(path), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        if (changed.compareTo(published) <= 0 || isOriginal(path, attributes)) {
            return;
        }
        if (kept.isKept(path) || (configuration && isConfiguration(path))) {
            take(path);
        } else if (!path.toString().contains("__pycache__/")) {
            left.add(path.toString());
        }
    }

    /** Returns whether the file is configuration. Outside of {@code etc}, the files that the package names as such have a digest. */
    private boolean isConfiguration(Path path) {
        return Configuration.isEtc(path) || originals.containsKey(path.toString());
    }

    /** Skips a special file. A package has none, so the agent made it, and programs make theirs anew. */
    private void visitSpecial(Path path) {
        if (kept.isKept(path) || (configuration && Configuration.isEtc(path))) {
            special.add(path.toString());
        }
    }

    private boolean isOriginal(Path path, BasicFileAttributes attributes) throws IOException {
        String original = originals.get(path.toString());
        Path file = from.resolve(path);
        return original != null
                && attributes.isRegularFile()
                && Configuration.isSmall(file)
                && Configuration.digest(file).equals(original);
    }

    private void take(Path path) throws IOException {
        Path target = to.resolve(path);
        if (!parentsOf(path)) {
            blocked.add(path.toString());
            return;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (isSame(from.resolve(path), target)) {
                return;
            }
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                blocked.add(path.toString());
                return;
            }
            putAside(path, target);
        }
        copy(from.resolve(path), target);
        taken.add(path.toString());
    }

    /** Creates the parent directories, as they are in the old release. Returns false if the new one has something else there. */
    private boolean parentsOf(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            return true;
        }
        for (int i = 1; i <= parent.getNameCount(); i++) {
            Path directory = to.resolve(parent.subpath(0, i));
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.copy(
                        from.resolve(parent.subpath(0, i)),
                        directory,
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        if (Files.isSymbolicLink(one) || Files.isSymbolicLink(other)) {
            return Files.isSymbolicLink(one)
                    && Files.isSymbolicLink(other)
                    && Files.readSymbolicLink(one).equals(Files.readSymbolicLink(other));
        }
        return Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS) && Files.mismatch(one, other) < 0;
    }

    /** Puts the package's file aside if the package has changed it too. */
    private void putAside(Path path, Path target) throws IOException {
        String original = originals.get(path.toString());
        boolean unchanged = original != null
                && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                && Configuration.isSmall(target)
                && Configuration.digest(target).equals(original);
        if (configuration && !unchanged) {
            Files.move(
                    target,
                    target.resolveSibling(target.getFileName() + NEW),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            beside.add(path.toString());
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp~");
        Files.copy(
                source,
                temporary,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING,
                LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(temporary)) {
            Durable.sync(temporary);
        }
        Durable.rename(temporary, target);
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        note(notes, taken, "kept ", "");
        note(notes, beside, "the package has changed too: ", ", its own is beside as " + NEW);
        note(
                notes,
                back,
                "deleted before, and back with the new release: ",
                "; delete it again if it must not be there");
        note(
                notes,
                blocked,
                "could not keep ",
                ", as the " + (configuration ? "new" : "previous") + " release has something else there");
        note(notes, special, "not taken over, being pipes, sockets or devices: ", "");
        note(
                notes,
                left,
                configuration
                        ? "written into the old release and not taken over: "
                        // A rollback goes from the newer release to the one before.
                        : "written into the newer release and not taken back with the agent: ",
                "; name them in keep, or have them written to $BOOTAGENT_DATA");
        return notes;
    }

    private static void note(List<String> notes, List<String> paths, String before, String after) {
        if (!paths.isEmpty()) {
            paths.sort(null);
            int more = paths.size() - SHOWN;
            String shown = String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())));
            notes.add(
                    before + shown.replaceAll("\\p{Cntrl}", "?") + (more > 0 ? " and " + more + " more" : "") + after);
        }
    }
}
