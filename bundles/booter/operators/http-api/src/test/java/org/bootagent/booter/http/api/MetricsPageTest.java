package org.bootagent.booter.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the reference page with the families that {@code /metrics} exports. The publishers' families are compared in their own bundle. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "..", "..", "..", "contrib", "docs", "reference", "metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\| (.+) \\|$");
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP ([a-z_]+) (.+)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z_]+) (.+)$");

    @TempDir
    private Path home;

    @Test
    void pageHasTheExportedFamilies() throws Exception {
        var exported = new HashMap<String, String>();
        try (var booter = new Booter(home, "")) {
            booter.report(booter.host("web1"), List.<StatusReport.Agent>of(), List.of(), List.of(), List.of());
            String text = booter.get("/metrics").body();
            TYPE.matcher(text).results().forEach(found -> exported.put(found.group(1), found.group(2)));
            HELP.matcher(text)
                    .results()
                    .forEach(found ->
                            exported.merge(found.group(1), found.group(2), (type, help) -> type + ": " + help));
        }
        exported.keySet().removeIf(name -> name.startsWith("part_"));

        assertThat(documented()).isEqualTo(exported);
    }

    private static Map<String, String> documented() throws Exception {
        var rows = new HashMap<String, String>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .filter(row -> !row.group(1).startsWith("booter_publish_"))
                .forEach(row -> rows.put(row.group(1), row.group(2) + ": " + row.group(3)));
        return rows;
    }
}
