package org.bootagent.process.supervisor.health;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.bootagent.api.host.SteadyClock;
import org.bootagent.api.process.HealthCheck;

/** Makes the probe of a check. */
final class Probes {
    private Probes() {}

    /** @param directory of the agent's release */
    static Probe of(HealthCheck check, Path directory, ProbeCommands commands) {
        String target = check.target().get(0);
        return switch (check.kind()) {
            case EXEC -> () -> commands.run(check.target(), check.timeout());
            case HTTP -> new HttpProbe(URI.create(target), check.timeout());
            case TCP -> new TcpProbe(target, check.timeout());
            case FILE ->
                new FileProbe(
                        directory.resolve(target),
                        check.maxAge(),
                        file -> commands.modified(file, check.timeout()),
                        Clock.systemUTC(),
                        SteadyClock.get());
            case NONE -> throw new IllegalArgumentException("a check of no kind cannot be tried");
        };
    }
}
