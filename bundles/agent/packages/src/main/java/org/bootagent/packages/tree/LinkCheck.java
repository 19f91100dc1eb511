package org.bootagent.packages.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bootagent.packages.files.JobFault;

/** Follows every symbolic link of a finished tree name by name, as the kernel would, and refuses a link that leads outside at any step. */
public final class LinkCheck {
    private static final int MAX_LINKS = 40;

    private final Path root;
    private final LinkTargets targets;

    /** @param targets meaning of the archive's links: whether an absolute one may lead to a file of the host */
    public LinkCheck(Path root, LinkTargets targets) {
        this.root = root;
        this.targets = targets;
    }

    public void run() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Iterator<Path> paths = all.iterator(); paths.hasNext(); ) {
                Path path = paths.next();
                if (Files.isSymbolicLink(path)) {
                    check(path);
                }
            }
        }
    }

    private void check(Path link) throws IOException {
        var at = new ArrayDeque<String>();
        names(root.relativize(link).getParent()).forEach(at::add);
        var way = new ArrayDeque<String>();
        prepend(link, link, way);
        for (int links = 1; !way.isEmpty(); ) {
            String name = way.pop();
            if (name.equals("..")) {
                ascend(at, link);
            } else if (!name.isEmpty() && !name.equals(".")) {
                Path next = root.resolve(String.join("/", at)).resolve(name);
                if (!Files.isSymbolicLink(next)) {
                    at.add(name);
                } else if (++links > MAX_LINKS) {
                    throw Refusal.badEntry(shown(link), "is a link that leads nowhere but to itself");
                } else {
                    prepend(next, link, way);
                }
            }
        }
    }

    private void ascend(Deque<String> at, Path link) throws IOException {
        if (at.pollLast() == null) {
            throw leadsOut(link);
        }
    }

    private void prepend(Path next, Path link, Deque<String> way) throws IOException {
        String target = Files.readSymbolicLink(next).toString();
        if (target.startsWith("/")) {
            if (targets != LinkTargets.HOST) {
                throw leadsOut(link);
            }
            way.clear();
            return;
        }
        List<String> names = Arrays.asList(target.split("/"));
        for (int i = names.size() - 1; i >= 0; i--) {
            way.push(names.get(i));
        }
    }

    private JobFault leadsOut(Path link) throws IOException {
        return Refusal.badEntry(
                shown(link),
                "is a link to " + Refusal.shown(Files.readSymbolicLink(link).toString())
                        + ", which is outside the package" + targets.adviceForClimbing());
    }

    private String shown(Path link) {
        return root.relativize(link).toString();
    }

    private static Stream<String> names(Path path) {
        return path == null
                ? Stream.of()
                : StreamSupport.stream(path.spliterator(), false).map(Path::toString);
    }
}
