package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.JobFault;
import org.bootagent.packages.tree.Budget;
import org.bootagent.packages.tree.LinkCheck;
import org.bootagent.packages.tree.LinkTargets;
import org.bootagent.packages.tree.Modes;
import org.bootagent.packages.tree.Refusal;
import org.bootagent.packages.tree.StagingTree;
import org.bootagent.packages.tree.UnpackBounds;

/** Unpacks packages into trees. */
public final class Unpacker {
    private static final int ROOT_MODE = 0755;

    /** Names of a single top directory that has a meaning, and stays. */
    private static final Set<String> MEANINGFUL = Set.of("bin", "sbin", "usr", "opt", "lib", "etc", "share");

    private final UnpackBounds bounds;
    private final Architecture host;

    public Unpacker(UnpackBounds bounds, Architecture host) {
        this.bounds = bounds;
        this.host = host;
    }

    /**
     * An unpacked package.
     *
     * @param format such as {@code deb}
     * @param root of the tree, somewhere below the directory given
     * @param rooted whether paths are as a distribution has them
     */
    public record Unpacked(String format, Path root, boolean rooted, PackageFacts facts) {}

    /**
     * Unpacks into an empty directory.
     *
     * @param hostLinks whether links in an archive that is unpacked anywhere may lead to files of the host
     * @throws JobException if there is anything wrong with the package; the directory's content is then of no use
     */
    public Unpacked unpack(Path file, String agent, Path into, boolean hostLinks, JobContext context)
            throws JobException {
        try {
            var format = Format.of(file);
            Path tree = Files.createDirectory(into.resolve("tree"));
            // It may become the release itself, which an agent of another user enters; our own umask would exclude it.
            Files.setPosixFilePermissions(tree, Modes.ofDirectory(ROOT_MODE));
            Path workshop = Files.createDirectory(into.resolve("workshop"));
            var links = hostLinks ? LinkTargets.HOST : LinkTargets.RELATIVE;
            var facts = read(format, file, agent, links, tree, workshop, new Budget(bounds, Files.size(file), context));
            Path root = format.rooted() ? tree : withoutTop(tree);
            new LinkCheck(root, format.rooted() ? LinkTargets.REROOTED : links).run();
            return new Unpacked(format.name().toLowerCase(Locale.ROOT), root, format.rooted(), facts);
        } catch (IOException e) {
            throw DiskErrors.decide(e, "unpack into", into);
        }
    }

    private PackageFacts read(
            Format format, Path file, String agent, LinkTargets links, Path tree, Path workshop, Budget budget)
            throws IOException {
        try (var staging = new StagingTree(tree, workshop, budget)) {
            return parse(format, file, new Unpacking(agent, host, links, staging, budget));
        }
    }

    /** Runs a parser. Parsers of hostile bytes fail in many ways; failures of the disk and decided ones are kept as such. */
    private static PackageFacts parse(Format format, Path file, Unpacking unpacking) throws JobFault {
        try {
            return format.reader().read(file, unpacking);
        } catch (IOException | RuntimeException e) {
            throw Refusal.damaged(format.name().toLowerCase(Locale.ROOT), e);
        }
    }

    private static Path withoutTop(Path tree) throws IOException {
        List<Path> top;
        try (var children = Files.list(tree)) {
            top = children.limit(2).toList();
        }
        boolean single = top.size() == 1
                && Files.isDirectory(top.get(0), LinkOption.NOFOLLOW_LINKS)
                && !MEANINGFUL.contains(top.get(0).getFileName().toString());
        return single ? top.get(0) : tree;
    }
}
