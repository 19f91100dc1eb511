package org.bootagent.testing.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * State of a directory tree in the kernel, and the part of it that is certain to be on the disk, as traced calls change it.
 *
 * <p>The model, which is weaker than what ext4 or XFS promise: what a directory holds is certain only after its fsync, and until then each change may be
 * there or not, whatever their order, except that a rename is there or not as a whole; what a file holds is certain only after its own fsync, and until then
 * it may be as it was, of the right length but zero, half written, or whole.
 */
public final class Disk {
    private final Path root;
    private final Inode top;
    private final List<Change> pending = new ArrayList<>();
    private final Map<String, long[]> offsets = new HashMap<>();

    /** A change of one name, or of two by a rename. */
    record Change(Inode directory, String name, Inode target, Inode fromDirectory, String fromName) {
        boolean concerns(Inode it) {
            return directory == it || fromDirectory == it;
        }

        void apply(Map<Inode, Map<String, Inode>> directories) {
            if (fromDirectory != null) {
                directories
                        .computeIfAbsent(fromDirectory, it -> new HashMap<>())
                        .remove(fromName, target);
            }
            var names = directories.computeIfAbsent(directory, it -> new HashMap<>());
            if (target == null) {
                names.remove(name);
            } else {
                names.put(name, target);
            }
        }
    }

    private Disk(Path root, Inode top) {
        this.root = root;
        this.top = top;
    }

    /**
     * Starts with the present tree, all of it on the disk.
     *
     * @param counts whether a file belongs to the model, given its path from the root
     */
    public static Disk of(Path root, Predicate<String> counts) {
        try {
            return new Disk(root, read(root, root, counts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Inode read(Path root, Path path, Predicate<String> counts) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return Inode.link(Files.readSymbolicLink(path).toString());
        }
        if (!Files.isDirectory(path)) {
            return Inode.file(Files.readAllBytes(path), mode(path));
        }
        var directory = Inode.directory(mode(path));
        try (Stream<Path> children = Files.list(path)) {
            for (Path child : children.toList()) {
                boolean plain = Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)
                        || Files.isSymbolicLink(child)
                        || Files.isDirectory(child);
                if (plain && counts.test(root.relativize(child).toString())) {
                    directory.names.put(child.getFileName().toString(), read(root, child, counts));
                }
            }
        }
        directory.durableNames.putAll(directory.names);
        return directory;
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    Inode top() {
        return top;
    }

    List<Change> pending() {
        return pending;
    }

    /** Applies a call; returns whether it changed the tree or its certain part. */
    public boolean apply(SystemCall call) {
        if (!call.succeeded() || call.injected()) {
            return false;
        }
        var paths = call.paths();
        return switch (call.name()) {
            case "openat", "open", "creat" -> open(call, paths.get(0));
            case "write", "writev" -> write(call, paths.get(0), -1);
            case "pwrite64", "pwritev" -> write(call, paths.get(0), call.lastNumber());
            case "ftruncate", "truncate" -> truncate(paths.get(0), call.lastNumber());
            case "fsync", "fdatasync" -> sync(paths.get(0));
            case "rename", "renameat" -> rename(paths.get(0), paths.get(1));
            case "link", "linkat" -> change(paths.get(1), find(paths.get(0)));
            case "symlink", "symlinkat" ->
                change(linkPath(call), Inode.link(call.texts().get(0)));
            case "unlink", "unlinkat", "rmdir" -> change(paths.get(0), null);
            case "mkdir", "mkdirat" -> change(paths.get(0), Inode.directory((int) call.lastNumber() & ~022));
            case "chmod", "fchmod", "fchmodat" -> mode(paths.get(0), (int) call.lastNumber());
            default -> refuseIfInside(call, paths);
        };
    }

    /** Returns the path of the link itself: its target is not a place in the tree. */
    private static String linkPath(SystemCall call) {
        String path = call.texts().get(1);
        return path.startsWith("/") ? path : call.descriptors().get(0) + "/" + path;
    }

    private boolean refuseIfInside(SystemCall call, List<String> paths) {
        if (paths.stream().anyMatch(path -> directoryOf(path) != null)) {
            throw new IllegalStateException("the model does not know " + call.name() + " of " + paths);
        }
        return false;
    }

    private boolean open(SystemCall call, String path) {
        var directory = directoryOf(path);
        if (directory == null) {
            return false;
        }
        var file = find(path);
        boolean created = file == null && (call.has("O_CREAT") || call.name().equals("creat"));
        if (created) {
            file = Inode.file(new byte[0], (int) call.lastNumber() & ~022);
            change(path, file);
        }
        boolean emptied = file != null && file.isFile() && call.has("O_TRUNC") && file.truncate(0);
        offsets.put(call.result() + " " + path, new long[] {call.has("O_APPEND") ? -1 : 0});
        return created || emptied;
    }

    private boolean write(SystemCall call, String path, long at) {
        var file = find(path);
        if (file == null || !file.isFile()) {
            return false;
        }
        byte[] content = call.content();
        var offset = offsets.computeIfAbsent(call.descriptor() + " " + path, it -> new long[] {-1});
        if (at >= 0) {
            file.write((int) at, content);
        } else if (offset[0] < 0) {
            file.write(file.length(), content);
        } else {
            file.write((int) offset[0], content);
            offset[0] += content.length;
        }
        return true;
    }

    private boolean truncate(String path, long length) {
        var file = find(path);
        return file != null && file.truncate((int) length);
    }

    private boolean mode(String path, int mode) {
        var file = find(path);
        if (file != null) {
            file.mode = mode;
        }
        return false;
    }

    private boolean sync(String path) {
        var inode = find(path);
        if (inode == null) {
            return false;
        }
        inode.sync();
        var written = new HashMap<Inode, Map<String, Inode>>();
        for (Change change : List.copyOf(pending)) {
            if (change.concerns(inode)) {
                written.put(change.directory, change.directory.durableNames);
                if (change.fromDirectory != null) {
                    written.put(change.fromDirectory, change.fromDirectory.durableNames);
                }
                change.apply(written);
                pending.remove(change);
            }
        }
        return true;
    }

    private boolean rename(String from, String to) {
        var moved = find(from);
        var source = directoryOf(from);
        var directory = directoryOf(to);
        if (moved == null || directory == null) {
            return false;
        }
        if (directory.names.get(name(to)) != moved) {
            record(new Change(directory, name(to), moved, source, name(from)));
        }
        return true;
    }

    private boolean change(String path, Inode target) {
        var directory = directoryOf(path);
        boolean known = directory != null && (target != null || directory.names.containsKey(name(path)));
        if (known) {
            record(new Change(directory, name(path), target, null, null));
        }
        return known;
    }

    private void record(Change change) {
        pending.add(change);
        var live = new HashMap<Inode, Map<String, Inode>>();
        live.put(change.directory, change.directory.names);
        if (change.fromDirectory != null) {
            live.put(change.fromDirectory, change.fromDirectory.names);
        }
        change.apply(live);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Inode directoryOf(String path) {
        var directory = path.contains("/") ? find(path.substring(0, path.lastIndexOf('/'))) : null;
        return directory == null || !directory.isDirectory() ? null : directory;
    }

    /** Finds an inode; null if it is not in the tree. */
    private Inode find(String path) {
        Path relative = Path.of(path);
        if (!relative.startsWith(root)) {
            return null;
        }
        var inode = top;
        for (Path name : root.relativize(relative)) {
            if (inode != null && !name.toString().isEmpty()) {
                inode = inode.names.get(name.toString());
            }
        }
        return inode;
    }
}
