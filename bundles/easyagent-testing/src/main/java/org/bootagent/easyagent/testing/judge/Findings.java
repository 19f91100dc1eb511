package org.bootagent.easyagent.testing.judge;

import java.util.ArrayList;
import java.util.List;
import org.bootagent.easyagent.testing.judge.Finding.End;

/** Collects the differences of one end, each once. Thread-safe. */
final class Findings {
    private final End end;
    private final List<Finding> all = new ArrayList<>();

    Findings(End end) {
        this.end = end;
    }

    synchronized void add(String scenario, String place, String original, String ours) {
        var finding = new Finding(end, scenario, place, original, ours);
        if (!all.contains(finding)) {
            all.add(finding);
        }
    }

    synchronized List<Finding> all() {
        return List.copyOf(all);
    }
}
