package org.bootagent.console;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.api.report.Transport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the command line on a socket that only the host agent's own user may open. */
@Component(
        configurationPid = HostConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {})
public final class Console {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private final List<Transport> transports = new CopyOnWriteArrayList<>();

    private final SocketServer server;

    @Activate
    public Console(
            HostConfig host,
            @Reference Metafile metafile,
            @Reference JobQueue jobs,
            @Reference ProcessSupervisor supervisor,
            @Reference ReportOutbox outbox) {
        var answers = new Answers(
                "bootagent-" + host.version() + "-" + host.arch(),
                ServerAddress.parseList(host.serversBuiltIn()).stream()
                        .map(ServerAddress::toString)
                        .toList(),
                new Answers.Sources(metafile, jobs, supervisor, outbox, transports),
                () -> Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
        server = open(new SocketFile(Path.of(host.home())), answers);
    }

    /** Opens the socket; null if that fails: a host without a console still does its work. */
    private static SocketServer open(SocketFile file, Answers answers) {
        try {
            var server = new SocketServer(file, answers, PATIENCE);
            LOG.info("Console listening on {}", file.path());
            return server;
        } catch (IOException e) {
            LOG.error("Running without a console: {}", e.getMessage());
            LOG.debug("Running without a console", e);
            return null;
        }
    }

    @Deactivate
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
