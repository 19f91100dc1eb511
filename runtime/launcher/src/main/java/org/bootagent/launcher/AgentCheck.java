package org.bootagent.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code -T} says: the configuration in force and what would run. Reads only. */
final class AgentCheck {
    private final Distribution distribution;
    private final Path home;
    private final Settings settings;

    AgentCheck(Distribution distribution, Path home, Settings settings) {
        this.distribution = distribution;
        this.home = home;
        this.settings = settings;
    }

    String report() {
        return distribution + " " + home + " " + settings.configurations() + Files.exists(home);
    }
}
