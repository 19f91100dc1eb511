package org.bootagent.testing.crash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.bootagent.testing.crash.Disk.Change;
import org.bootagent.testing.crash.DiskState.Entry;
import org.bootagent.testing.crash.Inode.Survival;

/** Possible states of a disk after a power loss at a moment. */
public final class PowerLoss {
    /** Most changes that are tried in all combinations; of more, a selection is tried. */
    private static final int EXHAUSTIVE = 6;

    private static final int CHOICE = 12;
    private static final List<Survival> SURVIVALS = List.of(Survival.values());

    private final Random random;

    /** Keeps each content once: thousands of states have the same files, some of them half a megabyte. */
    private final Map<String, String> contents = new HashMap<>();

    /** @param seed of the choice where there are too many combinations */
    public PowerLoss(long seed) {
        random = new Random(seed);
    }

    public Set<DiskState> states(Disk disk) {
        var states = new LinkedHashSet<DiskState>();
        for (Set<Change> survivors : survivors(disk.pending())) {
            var directories = names(disk, survivors);
            for (Survival survival : SURVIVALS) {
                states.add(state(disk, directories, Map.of(), survival));
            }
            var mixed = new HashMap<Inode, Survival>();
            disk.pending().stream()
                    .map(Change::target)
                    .filter(target -> target != null && target.isDirty())
                    .forEach(target -> mixed.put(target, SURVIVALS.get(random.nextInt(SURVIVALS.size()))));
            states.add(state(disk, directories, mixed, Survival.WHOLE));
        }
        return states;
    }

    private List<Set<Change>> survivors(List<Change> pending) {
        var sets = new ArrayList<Set<Change>>();
        if (pending.size() <= EXHAUSTIVE) {
            for (int bits = 0; bits < 1 << pending.size(); bits++) {
                sets.add(chosen(pending, bits));
            }
            return sets;
        }
        for (int i = 0; i <= pending.size(); i++) {
            sets.add(new LinkedHashSet<>(pending.subList(0, i)));
            var without = new LinkedHashSet<>(pending);
            if (i < pending.size()) {
                without.remove(pending.get(i));
                sets.add(without);
            }
        }
        for (int i = 0; i < CHOICE; i++) {
            var some = new LinkedHashSet<>(pending);
            some.removeIf(change -> random.nextBoolean());
            sets.add(some);
        }
        return sets;
    }

    private static Set<Change> chosen(List<Change> pending, int bits) {
        var chosen = new LinkedHashSet<Change>();
        for (int i = 0; i < pending.size(); i++) {
            if ((bits & 1 << i) != 0) {
                chosen.add(pending.get(i));
            }
        }
        return chosen;
    }

    private static Map<Inode, Map<String, Inode>> names(Disk disk, Set<Change> survivors) {
        var directories = new HashMap<Inode, Map<String, Inode>>();
        copy(disk.top(), directories);
        disk.pending().forEach(change -> {
            copy(change.directory(), directories);
            if (change.target() != null) {
                copy(change.target(), directories);
            }
        });
        var lost = new HashSet<Inode>();
        for (Change change : disk.pending()) {
            var target = change.target();
            // A directory has one name: one that has not got its name cannot be renamed later.
            if (!survivors.contains(change) || lost.contains(target)) {
                if (target != null && target.isDirectory()) {
                    lost.add(target);
                }
            } else {
                change.apply(directories);
            }
        }
        return directories;
    }

    private static void copy(Inode inode, Map<Inode, Map<String, Inode>> directories) {
        if (inode.isDirectory() && !directories.containsKey(inode)) {
            directories.put(inode, new HashMap<>(inode.durableNames));
            inode.durableNames.values().forEach(child -> copy(child, directories));
        }
    }

    private DiskState state(
            Disk disk, Map<Inode, Map<String, Inode>> directories, Map<Inode, Survival> own, Survival survival) {
        var files = new TreeMap<String, Entry>();
        collect("", disk.top(), directories, own, survival, files);
        return new DiskState(files);
    }

    private void collect(
            String prefix,
            Inode directory,
            Map<Inode, Map<String, Inode>> directories,
            Map<Inode, Survival> own,
            Survival survival,
            Map<String, Entry> files) {
        directories.getOrDefault(directory, Map.of()).forEach((name, inode) -> {
            String path = prefix + name;
            if (inode.isDirectory()) {
                files.put(path, new Entry(inode.mode, null, null));
                collect(path + "/", inode, directories, own, survival, files);
            } else if (inode.isFile()) {
                byte[] content = inode.surviving(own.getOrDefault(inode, survival));
                String text = new String(content, StandardCharsets.ISO_8859_1);
                files.put(path, new Entry(inode.mode, contents.computeIfAbsent(text, same -> same), null));
            } else {
                files.put(path, new Entry(0, null, inode.target()));
            }
        });
    }
}
