package org.bootagent.local;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Contents of the file: a list of agents, at its top level or as {@code agents}.
 *
 * @param agents that can be run
 * @param names of all, also of those that cannot be run, as far as they can be read
 * @param problems of others, each with its line; they fail alone
 * @param warnings of what is ignored, each with its line
 */
record AgentsFile(List<LocalAgent> agents, Set<String> names, List<String> problems, List<String> warnings) {

    /** Returns whether every entry could be read: an unreadable one may belong to an installed agent. */
    boolean complete() {
        return problems.isEmpty();
    }

    /**
     * Reads the file.
     *
     * @param directory of all agents
     * @param cores of this machine
     * @throws IOException if it cannot be read, or is no list of agents
     */
    static AgentsFile read(Path file, Path directory, int cores) throws IOException {
        var agents = new ArrayList<LocalAgent>();
        var problems = new ArrayList<String>();
        var warnings = new ArrayList<String>();
        var lines = new HashMap<String, Integer>();
        var ids = new HashMap<String, Integer>();
        for (Node node : list(file)) {
            try {
                claim(node, lines, ids);
                var entry = new Entry(node);
                agents.add(LocalAgent.read(entry, directory, cores));
                warnings.addAll(entry.unknown());
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        return new AgentsFile(
                List.copyOf(agents), Set.copyOf(lines.keySet()), List.copyOf(problems), List.copyOf(warnings));
    }

    /** Claims a name before it is known whether the entry can be run: another entry must not take its place. */
    private static void claim(Node node, Map<String, Integer> lines, Map<String, Integer> ids) {
        var id = text(node, "agentId");
        var name = text(node, "name").or(() -> id);
        var named = name.map(known -> lines.putIfAbsent(known, Entry.line(node)));
        // A UUID, in capital letters or not.
        var identified = id.map(known -> ids.putIfAbsent(known.toLowerCase(Locale.ROOT), Entry.line(node)));
        if (named.isPresent()) {
            throw Entry.wrong(
                    node,
                    "a second agent " + name.get() + ", the first is on line " + named.get()
                            + "; give one of the two another name");
        }
        if (identified.isPresent()) {
            throw Entry.wrong(
                    node,
                    "agent " + name.get() + " has the agentId " + id.get() + " of the agent on line " + identified.get()
                            + "; give one of the two another agentId");
        }
    }

    private static Optional<String> text(Node node, String key) {
        return node instanceof MappingNode mapping
                ? value(mapping, key)
                        .filter(value ->
                                value instanceof ScalarNode && !value.getTag().equals(Tag.NULL))
                        .map(value -> ((ScalarNode) value).getValue().strip())
                        .filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private static List<Node> list(Path file) throws IOException {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(50);
        try (var reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(options).compose(reader);
            Node list = root instanceof MappingNode mapping
                    ? value(mapping, "agents").orElse(mapping)
                    : root;
            if (list == null) {
                // An editor that is just saving it, most likely.
                throw new IOException(file + " is empty; write [] if there is to be no agent");
            }
            if (list instanceof SequenceNode sequence) {
                return sequence.getValue();
            }
            throw new IOException(
                    file + " has no list of agents; it must begin with '- binary-path: …', or with 'agents:'");
        } catch (YAMLException e) {
            throw e.getCause() instanceof IOException cause
                    ? unreadable(file, cause)
                    : new IOException(file + " is not YAML: " + e.getMessage(), e);
        }
    }

    private static IOException unreadable(Path file, IOException cause) {
        String why = cause instanceof CharacterCodingException ? "it is not in UTF-8" : cause.getMessage();
        return new IOException(file + " cannot be read: " + why, cause);
    }

    private static Optional<Node> value(Node node, String key) {
        if (node instanceof SequenceNode list) {
            return first(list.getValue(), each -> value(each, key));
        }
        if (!(node instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        return first(mapping.getValue(), tuple -> is(tuple, key) ? Optional.of(tuple.getValueNode()) : Optional.empty())
                .or(() -> first(
                        mapping.getValue(),
                        tuple -> Entry.isMerge(tuple) ? value(tuple.getValueNode(), key) : Optional.empty()));
    }

    private static boolean is(NodeTuple tuple, String key) {
        return tuple.getKeyNode() instanceof ScalarNode scalar
                && scalar.getValue().equals(key);
    }

    private static <T> Optional<Node> first(List<T> all, Function<T, Optional<Node>> find) {
        return all.stream().map(find).flatMap(Optional::stream).findFirst();
    }
}
