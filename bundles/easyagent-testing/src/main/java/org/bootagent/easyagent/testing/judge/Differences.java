package org.bootagent.easyagent.testing.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bootagent.easyagent.testing.judge.Finding.End;

/** List of intended differences, from the tables of a page of the documentation. */
public final class Differences {
    private static final int COLUMNS = 6;

    private final List<Entry> entries;
    private final Set<Applied> applied = new LinkedHashSet<>();

    private record Applied(Entry entry, End end) {}

    /**
     * One row. In each column {@code *} stands for anything; scenarios are separated by blanks.
     *
     * @param ends which of our ends differ; each needs it
     * @param why the reason
     */
    public record Entry(
            Set<End> ends, Pattern scenario, Pattern place, Pattern original, Pattern ours, String why, String row) {
        boolean covers(Finding finding) {
            return ends.contains(finding.end())
                    && scenario.matcher(finding.scenario()).matches()
                    && place.matcher(finding.place()).matches()
                    && original.matcher(finding.original()).matches()
                    && ours.matcher(finding.ours()).matches();
        }
    }

    private Differences(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Reads the rows whose first cell names one end or more. */
    public static Differences read(Path page) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(page)) {
            row(line).ifPresent(entries::add);
        }
        return new Differences(entries);
    }

    private static Optional<Entry> row(String line) {
        String[] cells = line.strip().split("(?<!\\\\)\\|", -1);
        if (!line.startsWith("|") || cells.length != COLUMNS + 2) {
            return Optional.empty();
        }
        List<String> texts = Arrays.stream(cells)
                .map(cell -> cell.strip().replace("\\|", "|").replace("`", ""))
                .toList();
        Set<End> ends = Arrays.stream(End.values())
                .filter(end -> List.of(texts.get(1).toUpperCase(Locale.ROOT).split(" +", -1))
                        .contains(end.name()))
                .collect(Collectors.toSet());
        return ends.isEmpty()
                ? Optional.empty()
                : Optional.of(new Entry(
                        ends,
                        scenarios(texts.get(2)),
                        glob(texts.get(3)),
                        glob(texts.get(4)),
                        glob(texts.get(5)),
                        texts.get(6),
                        line));
    }

    private static Pattern scenarios(String cell) {
        return Pattern.compile(Arrays.stream(cell.split(" +", -1))
                .map(one -> glob(one).pattern())
                .collect(Collectors.joining("|")));
    }

    private static Pattern glob(String cell) {
        return Pattern.compile(
                Arrays.stream(cell.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /** Returns the row of this difference. */
    public Optional<Entry> entry(Finding finding) {
        Optional<Entry> entry =
                entries.stream().filter(one -> one.covers(finding)).findFirst();
        entry.ifPresent(one -> applied.add(new Applied(one, finding.end())));
        return entry;
    }

    /** Returns rows without a difference at one of these ends. */
    public List<Entry> unused(Set<End> ends) {
        return entries.stream()
                .filter(entry -> ends.stream()
                        .anyMatch(end -> entry.ends().contains(end) && !applied.contains(new Applied(entry, end))))
                .toList();
    }
}
