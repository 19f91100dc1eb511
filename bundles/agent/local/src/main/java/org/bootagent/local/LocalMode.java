package org.bootagent.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.concurrent.NamedThreads;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the agents of a file, without a server. The file is checked every two seconds and applied when it has changed. An agent that could not be started is
 * retried every half minute; one that has run is left to the supervisor's restart rules.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = {HostConfig.PID, "org.bootagent.local"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class LocalMode {
    private static final Logger LOG = LoggerFactory.getLogger(LocalMode.class);
    private static final long LOOK_SECONDS = 2;
    private static final int LOOKS_UNTIL_RETRY = 15;

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: local mode")
    @interface Config {
        @AttributeDefinition(description = "YAML file of the agents; empty: agents.yaml in the home")
        String agents() default "";
    }

    private final Path file;
    private final Path agents;
    private final Reconciliation reconciliation;
    private final ScheduledExecutorService watch;
    private Object seen = "";
    private String failure = "";
    private int looks;

    @Activate
    public LocalMode(
            HostConfig host, Config config, @Reference ProcessSupervisor supervisor, @Reference Metafile metafile) {
        this(file(host, config), Path.of(host.home(), "agents"), supervisor, metafile);
        var unused = watch.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    LocalMode(Path file, Path agents, ProcessSupervisor supervisor, Metafile metafile) {
        this.file = file;
        this.agents = agents;
        this.reconciliation = new Reconciliation(supervisor, metafile);
        this.watch = NamedThreads.scheduler("local-agents");
    }

    private static Path file(HostConfig host, Config config) {
        return config.agents().isBlank() ? Path.of(host.home(), "agents.yaml") : Path.of(config.agents());
    }

    /** Applies the file if it has changed. A failure is retried at each check and logged once. */
    void look() {
        try {
            Object now = Files.exists(file) ? List.of(Files.getLastModifiedTime(file), Files.size(file)) : "none";
            if (!now.equals(seen)) {
                apply();
                seen = now;
            } else if (++looks % LOOKS_UNTIL_RETRY == 0) {
                reconciliation.retry();
            }
            failure = "";
        } catch (IOException | MetafileException e) {
            if (!failure.equals(e.toString())) {
                failure = e.toString();
                LOG.error("Leaving the agents of {} unchanged: {}", file, e.getMessage());
            }
        } catch (RuntimeException e) {
            // The root of a thread: an exception that escaped would end the watch for good.
            if (!failure.equals(e.toString())) {
                failure = e.toString();
                LOG.error("The agents of {} cannot be run", file, e);
            }
        }
    }

    private void apply() throws IOException {
        if (!Files.exists(file)) {
            LOG.error("There is no {}; its agents are run once it exists", file);
            return;
        }
        var read = AgentsFile.read(file, agents, Runtime.getRuntime().availableProcessors());
        var outcome = reconciliation.apply(read);
        outcome.problems().forEach(problem -> LOG.error("{}, {}", file, problem));
        outcome.warnings().forEach(warning -> LOG.warn("{}, {}", file, warning));
        LOG.info(
                "{} has {} agents and {} problems",
                file,
                read.agents().size(),
                outcome.problems().size());
    }

    @Deactivate
    void stop() {
        watch.shutdownNow();
    }
}
