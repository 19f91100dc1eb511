package org.bootagent.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Agent of the file, field by field. Problems are reported with their line. */
final class Entry {
    private final Map<String, Node> fields = new HashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final int line;

    Entry(Node node) {
        line = line(node);
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, "an agent must be a list of fields such as binary-path: /opt/a/bin/a");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple)) {
                continue;
            }
            String key = scalar(tuple.getKeyNode(), "a field's name");
            if (fields.put(key, tuple.getValueNode()) != null) {
                throw wrong(tuple.getKeyNode(), key + " is there twice");
            }
            keys.put(key, tuple.getKeyNode());
        }
        mapping.getValue().stream().filter(Entry::isMerge).forEach(tuple -> merge(tuple.getValueNode()));
    }

    static boolean isMerge(NodeTuple tuple) {
        return tuple.getKeyNode().getTag().equals(Tag.MERGE);
    }

    /** Merges fields that several agents share, {@code <<: *name}. The agent's own fields win; of a list, the first. */
    private void merge(Node shared) {
        if (shared instanceof SequenceNode list) {
            list.getValue().forEach(this::merge);
        } else {
            new Entry(shared).fields.forEach(fields::putIfAbsent);
        }
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    static IllegalArgumentException wrong(Node node, String what) {
        return new IllegalArgumentException("line " + line(node) + ": " + what);
    }

    int line() {
        return line;
    }

    /** Returns a text; null if it is absent or empty. */
    String text(String key) {
        String text = value(key, Function.identity());
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Returns a value; null if it is absent. */
    <T> T value(String key, Function<String, T> parse) {
        read.add(key);
        Node node = fields.get(key);
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return null;
        }
        try {
            return parse.apply(scalar(node, key));
        } catch (NumberFormatException e) {
            throw wrong(node, key + " must be a number, not '" + ((ScalarNode) node).getValue() + "'");
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith("line ") ? e : wrong(node, key + ": " + e.getMessage());
        }
    }

    /** Reads a list, or one string with commas. */
    List<String> texts(String key) {
        read.add(key);
        Node node = fields.get(key);
        if (node instanceof SequenceNode list) {
            var texts = new ArrayList<String>();
            list.getValue().forEach(each -> texts.add(scalar(each, key)));
            return texts;
        }
        String text = text(key);
        return text == null ? List.of() : List.of(text.split(","));
    }

    Map<String, String> map(String key) {
        read.add(key);
        Node node = fields.get(key);
        var map = new LinkedHashMap<String, String>();
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return map;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, key + " must be names with values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            map.put(scalar(tuple.getKeyNode(), key), scalar(tuple.getValueNode(), key));
        }
        return map;
    }

    /** Returns each field that was not read, with its line. */
    List<String> unknown() {
        return keys.entrySet().stream()
                .filter(field -> !read.contains(field.getKey()))
                .map(field -> "line " + line(field.getValue()) + ": field " + field.getKey() + " is ignored")
                .toList();
    }

    private static String scalar(Node node, String what) {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong(node, what + " must be a single value");
        }
        return scalar.getValue();
    }
}
