package org.bootagent.packages.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.packages.files.JobFault;

/**
 * Path of an entry in a package's tree.
 *
 * @param names directories and the entry's own name; empty: the root
 */
public record EntryPath(List<String> names) {
    private static final int MAX_NAME_BYTES = 255;

    public EntryPath {
        names = List.copyOf(names);
    }

    /** Parses an archive's path; refuses any that could leave the tree. */
    public static EntryPath parse(String text, int maxDepth) throws JobFault {
        if (text.startsWith("/")) {
            throw Refusal.badEntry(text, "has an absolute path");
        }
        if (text.indexOf('\0') >= 0) {
            throw Refusal.badEntry(text, "has a NUL in its name");
        }
        var names = new ArrayList<String>();
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(checked(name, text));
            }
            if (names.size() > maxDepth) {
                throw Refusal.badEntry(text, "is more than " + maxDepth + " directories deep (packages/maxDepth)");
            }
        }
        return new EntryPath(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    public List<String> parent() {
        return names.subList(0, names.size() - 1);
    }

    public String name() {
        return names.get(names.size() - 1);
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }

    private static String checked(String name, String text) throws JobFault {
        if (name.equals("..")) {
            throw Refusal.badEntry(text, "has '..' in its path");
        }
        if (name.indexOf(Refusal.NO_UTF_8) >= 0) {
            throw Refusal.badEntry(text, "has a name that is not UTF-8; rename it in the package");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw Refusal.badEntry(text, "has a name of more than " + MAX_NAME_BYTES + " bytes");
        }
        return name;
    }
}
