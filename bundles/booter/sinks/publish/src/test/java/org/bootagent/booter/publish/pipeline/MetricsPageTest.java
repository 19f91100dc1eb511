package org.bootagent.booter.publish.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the reference page with the publishers' families. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "..", "..", "..", "contrib", "docs", "reference", "metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `booter_publish_[a-z_]+` \\| [a-z]+ \\| .+ \\|$");
    private static final Limits LIMITS =
            new Limits(1000, 10, 1 << 20, Duration.ofMillis(5), 64 << 20, Duration.ofMillis(5), Duration.ofMillis(20));

    @TempDir
    private Path directory;

    @Test
    void pageHasTheExportedFamilies() throws Exception {
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            hub.add(named("one"));
            hub.add(named("one"));
            var rows = hub.metrics().stream()
                    .map(family -> "| `" + family.name() + "` | "
                            + family.type().name().toLowerCase(Locale.ROOT) + " | " + family.help() + " |")
                    .toList();

            assertThat(ROW.matcher(Files.readString(PAGE)).results().map(row -> row.group()))
                    .containsExactlyInAnyOrderElementsOf(rows);
        }
    }

    private static Publisher named(String name) {
        return new Publisher() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void send(List<Publication> batch) {
                throw new IllegalStateException("nothing is offered");
            }
        };
    }
}
