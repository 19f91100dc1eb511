package org.bootagent.easyagent.testing.judge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bootagent.easyagent.testing.judge.Finding.End;

/** Verdicts on each scenario at each end. */
public final class Verdicts {
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final Differences differences;
    private final Set<End> ends = new LinkedHashSet<>();

    /**
     * Verdict on one scenario at one end.
     *
     * @param faults differences that are not in the list
     * @param wanted the reasons of those that are
     */
    public record Verdict(End end, String scenario, List<Finding> faults, Set<String> wanted) {
        /** {@code same}, {@code wanted} or {@code FAULT}. */
        public String word() {
            if (!faults.isEmpty()) {
                return "FAULT";
            }
            return wanted.isEmpty() ? "same" : "wanted";
        }

        @Override
        public String toString() {
            String first = "%-9s %-45s %-6s".formatted(end.name().toLowerCase(java.util.Locale.ROOT), scenario, word());
            return faults.isEmpty()
                    ? (first + " " + String.join("; ", wanted)).stripTrailing()
                    : first + "\n    "
                            + String.join(
                                    "\n    ",
                                    faults.stream().map(Finding::toString).toList());
        }
    }

    /** Judges by this list. */
    public Verdicts(Differences differences) {
        this.differences = differences;
    }

    /** Adds the findings at an end in which these scenarios were replayed. */
    public void add(End end, Collection<String> replayed, List<Finding> findings) {
        ends.add(end);
        Map<String, List<Finding>> byScenario = new LinkedHashMap<>();
        replayed.forEach(scenario -> byScenario.put(scenario, new ArrayList<>()));
        findings.forEach(finding -> byScenario
                .computeIfAbsent(finding.scenario(), name -> new ArrayList<>())
                .add(finding));
        byScenario.forEach((scenario, found) -> verdicts.add(verdict(end, scenario, found)));
    }

    private Verdict verdict(End end, String scenario, List<Finding> found) {
        List<Finding> faults = new ArrayList<>();
        Set<String> wanted = new LinkedHashSet<>();
        for (Finding finding : found) {
            var entry = differences.entry(finding);
            if (entry.isPresent()) {
                wanted.add(entry.get().why());
                details.add(entry.get().row() + "\n    " + scenario + ": " + finding);
            } else {
                faults.add(finding);
            }
        }
        return new Verdict(end, scenario, faults, wanted);
    }

    /** All of them, in order. */
    public List<Verdict> all() {
        return List.copyOf(verdicts);
    }

    /** Returns each wanted difference under its row, which shows whether a row is too broad. */
    public List<String> details() {
        return List.copyOf(details);
    }

    /** Returns rows of the list without a finding at the replayed ends. */
    public List<Differences.Entry> unused() {
        return differences.unused(ends);
    }

    /** Returns the counts of same, wanted and faults. */
    public String totals() {
        return "%d scenarios: %d same, %d wanted differences, %d faults"
                .formatted(verdicts.size(), count("same"), count("wanted"), count("FAULT"));
    }

    private long count(String word) {
        return verdicts.stream().filter(verdict -> verdict.word().equals(word)).count();
    }
}
