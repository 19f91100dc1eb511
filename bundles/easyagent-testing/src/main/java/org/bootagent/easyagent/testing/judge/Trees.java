package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares JSON field by field: values, absent fields, and the order of fields. */
final class Trees {
    private final Values values;
    private final List<Difference> differences = new ArrayList<>();

    /** A place in the tree where they differ; empty for nothing. */
    record Difference(String path, String original, String ours) {}

    /** Decides whether two values other than objects and lists are equivalent. */
    interface Values {
        boolean same(String path, JsonNode original, JsonNode ours);
    }

    private Trees(Values values) {
        this.values = values;
    }

    static List<Difference> compare(String root, JsonNode original, JsonNode ours, Values values) {
        var trees = new Trees(values);
        trees.look(root, original, ours);
        return trees.differences;
    }

    private void look(String path, JsonNode original, JsonNode ours) {
        if (original.isObject() && ours.isObject()) {
            objects(path, original, ours);
        } else if (original.isArray() && ours.isArray()) {
            arrays(path, original, ours);
        } else if (original.isContainerNode() || ours.isContainerNode() || !values.same(path, original, ours)) {
            differences.add(new Difference(path, text(original), text(ours)));
        }
    }

    private void objects(String path, JsonNode original, JsonNode ours) {
        Set<String> names = names(original);
        names.addAll(names(ours));
        for (String name : names) {
            String at = path.isEmpty() ? name : path + "." + name;
            if (original.has(name) && ours.has(name)) {
                look(at, original.get(name), ours.get(name));
            } else {
                differences.add(new Difference(at, text(original.path(name)), text(ours.path(name))));
            }
        }
        order(path, original, ours);
    }

    private void order(String path, JsonNode original, JsonNode ours) {
        Set<String> theirs = names(original);
        theirs.retainAll(names(ours));
        Set<String> common = names(ours);
        common.retainAll(theirs);
        if (!List.copyOf(theirs).equals(List.copyOf(common))) {
            differences.add(new Difference(path + " (order)", theirs.toString(), common.toString()));
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        return names;
    }

    private void arrays(String path, JsonNode original, JsonNode ours) {
        for (int i = 0; i < Math.max(original.size(), ours.size()); i++) {
            String at = path + "[" + i + "]";
            if (i < original.size() && i < ours.size()) {
                look(at, original.get(i), ours.get(i));
            } else {
                differences.add(new Difference(at, text(original.path(i)), text(ours.path(i))));
            }
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }
}
