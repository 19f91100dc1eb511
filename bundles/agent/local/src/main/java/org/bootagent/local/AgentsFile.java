package org.bootagent.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What the file says: a list of agents, at its top or as {@code agents}.
 *
 * @param agents that can be run
 * @param problems of others, each with its line; they fail alone
 */
record AgentsFile(List<LocalAgent> agents, List<String> problems) {
    private static final String IGNORED = " is ignored";

    /** Whether every entry could be read: one that could not may be that of an agent that is there. */
    boolean complete() {
        return problems.stream().allMatch(problem -> problem.endsWith(IGNORED));
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
        var names = new HashSet<String>();
        for (Node node : list(file)) {
            try {
                var entry = new Entry(node);
                var agent = LocalAgent.read(entry, directory, cores);
                entry.unknown().forEach(field -> problems.add("line " + entry.line() + ": field " + field + IGNORED));
                if (!names.add(agent.spec().name())) {
                    throw Entry.wrong(node, "a second agent " + agent.spec().name() + "; give it another name");
                }
                agents.add(agent);
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        return new AgentsFile(List.copyOf(agents), List.copyOf(problems));
    }

    private static List<Node> list(Path file) throws IOException {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(50);
        try (var reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(options).compose(reader);
            Node list = root instanceof MappingNode mapping ? agents(mapping) : root;
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
            throw new IOException(file + " is not YAML: " + e.getMessage(), e);
        }
    }

    private static Node agents(MappingNode mapping) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("agents"))
                .map(tuple -> tuple.getValueNode())
                .findFirst()
                .orElse(mapping);
    }
}
