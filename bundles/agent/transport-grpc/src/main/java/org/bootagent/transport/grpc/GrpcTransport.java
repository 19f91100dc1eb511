package org.bootagent.transport.grpc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.HostName;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.api.report.Transport;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsFiles;
import org.bootagent.transport.Backoff;
import org.bootagent.transport.InitialDelay;
import org.bootagent.transport.JobReader;
import org.bootagent.transport.ProposedNumber;
import org.bootagent.transport.Registration;
import org.bootagent.transport.ReportComposer;
import org.bootagent.transport.Setting;
import org.bootagent.transport.StatusLog;
import org.bootagent.transport.grpc.host.HostFacts;
import org.bootagent.transport.grpc.host.OsRelease;
import org.bootagent.transport.grpc.host.Proc;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Transport over EasyAgent's stream: one lasting connection on which commands arrive at once. Speaks to Booter and to original EasyAgent servers. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.transport.grpc"},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class GrpcTransport implements Transport {
    private static final String NAME = "transport.grpc";
    private static final int STOP_SECONDS = 10;
    /** Matches the launcher's service once one of the bundles has asked for the end of this process. */
    private static final String REQUESTED_END = "(bootagent.exit.code=*)";

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: the stream")
    @interface Config {
        @AttributeDefinition(description = "Seconds between two full reports until the server sets them, 1 to 86400")
        int stepSeconds() default 600;

        @AttributeDefinition(
                description = "Most seconds over which hosts that start together spread their first connections;"
                        + " a restart that a job asked for waits 2 seconds at most")
        int startSpreadSeconds() default 30;

        @AttributeDefinition(description = "Longest wait in seconds for a connection, and for each answer")
        int timeoutSeconds() default 10;

        @AttributeDefinition(description = "Seconds of silence after which the server must answer a keep-alive")
        int keepAliveSeconds() default 60;

        @AttributeDefinition(description = "Seconds between two usage reports; 0: none")
        int monitorIntervalSeconds() default 30;

        @AttributeDefinition(
                description =
                        "Callbacks that an EasyAgent server makes once this host is registered: URL query strings, "
                                + "separated by blanks, each with a CallBack in base64 and with keys that become "
                                + "headers; empty: none")
        String callBack() default "";

        @AttributeDefinition(description = "Largest message accepted, in KiB")
        int maxMessageKiB() default 8192;

        @AttributeDefinition(description = "Whether to use TLS; the default port is then 443")
        boolean tls() default false;

        @AttributeDefinition(
                description = "PEM or PKCS12 file of the authorities to trust; empty: those of the Java runtime")
        String trustStore() default "";

        @AttributeDefinition(description = "File with the password of a PKCS12 trust store")
        String trustStorePasswordFile() default "";

        @AttributeDefinition(description = "PEM or PKCS12 file of the host's certificate and key; empty: none")
        String keyStore() default "";

        @AttributeDefinition(description = "File with the password of the key store, or of an encrypted PEM key")
        String keyStorePasswordFile() default "";
    }

    /** Services of the host that the transport speaks for. */
    record Services(
            Metafile metafile, ReportOutbox outbox, JobOutputs outputs, ProcessSupervisor supervisor, JobQueue jobs) {}

    /** Numbers of the configuration, each held to its bounds before anything begins. */
    private record Figures(Duration step, Duration startSpread, Duration monitorInterval, Channels.Bounds bounds) {
        static Figures of(Config config) {
            return new Figures(
                    seconds("stepSeconds", config.stepSeconds(), 1),
                    seconds("startSpreadSeconds", config.startSpreadSeconds(), 0),
                    seconds("monitorIntervalSeconds", config.monitorIntervalSeconds(), 0),
                    new Channels.Bounds(
                            seconds("timeoutSeconds", config.timeoutSeconds(), 1),
                            seconds("keepAliveSeconds", config.keepAliveSeconds(), 1),
                            Setting.kib(NAME + "/maxMessageKiB", config.maxMessageKiB())));
        }

        private static Duration seconds(String key, int value, int least) {
            return Setting.seconds(NAME + '/' + key, value, least);
        }
    }

    private final StatusLog log;
    private final Channels channels;
    private final ScheduledExecutorService scheduler;
    private final StreamLoop loop;
    private final Runnable noNews;
    private final Runnable noOutput;

    @Activate
    public GrpcTransport(
            HostConfig host,
            Config config,
            @Reference Metafile metafile,
            @Reference ReportOutbox outbox,
            @Reference JobOutputs outputs,
            @Reference ProcessSupervisor supervisor,
            @Reference JobQueue jobs) {
        var figures = Figures.of(config);
        var services = new Services(metafile, outbox, outputs, supervisor, jobs);
        var clock = Clock.systemUTC();
        var random = new Random();
        var proc = new Proc(Path.of("/proc"));
        var known = new KnownAgents(metafile);
        log = new StatusLog("grpc", clock);
        channels = channels(host, config, figures);
        scheduler = NamedThreads.scheduler("transport-grpc");
        var facts =
                new HostFacts(proc, new OsRelease(Path.of("/etc")), ReportComposer.release(host), callBacks(config));
        var connector = connector(
                host, figures, services, new DialectFactory(host, services, known, clock), facts, clock, random);
        loop = new StreamLoop(
                connector,
                new Commands(jobs, known, new CommandJobs(proc.cores()), clock)::take,
                new UsageReporter(proc, supervisor, known)::look,
                figures.monitorInterval(),
                log,
                scheduler);
        noNews = outbox.onAdded(loop::news);
        noOutput = outputs.listen(loop::output);
        loop.start(InitialDelay.of(host, figures.startSpread(), random));
    }

    /** Makes the dialect for a server that has accepted this host. */
    private record DialectFactory(HostConfig host, Services services, KnownAgents known, Clock clock)
            implements Connector.Dialects {
        @Override
        public Dialect of(Link link, UUID id, boolean booter) {
            return booter
                    ? new BooterDialect(link, id, booter())
                    : new EasyAgentDialect(link, id, services.outbox(), services.jobs(), peer(), clock);
        }

        private EasyAgentDialect.Translators peer() {
            return new EasyAgentDialect.Translators(
                    new EasyAgentResults(known, services.supervisor(), services.outputs()),
                    new EasyAgentEvents(known),
                    new EasyAgentHealth(services.supervisor(), known));
        }

        private BooterDialect.Host booter() {
            return new BooterDialect.Host(
                    services.metafile(),
                    services.outbox(),
                    services.outputs(),
                    services.jobs(),
                    ReportComposer.of(host, clock, services.supervisor(), services.jobs(), services.metafile()),
                    new JobReader(services.jobs(), clock));
        }
    }

    private Connector connector(
            HostConfig host,
            Figures figures,
            Services services,
            DialectFactory dialects,
            HostFacts facts,
            Clock clock,
            Random random) {
        String userAgent = "bootagent/" + host.version();
        return new Connector(
                services.metafile(),
                ServerAddress.parseList(host.serversBuiltIn()),
                new Registration(HostName::current, ServerAddress.parseList(host.serversFirstStart()), figures.step()),
                new ProposedNumber(services.metafile(), host.serialNumber()),
                facts,
                server -> new Link(server, channels.open(server, userAgent), channels.patience(), clock),
                dialects,
                () -> new Backoff(random));
    }

    private static List<String> callBacks(Config config) {
        return Stream.of(config.callBack().split("\\s+", -1))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static Channels channels(HostConfig host, Config config, Figures figures) {
        var tls = TlsFiles.ofTransport(
                NAME,
                config.trustStore(),
                config.trustStorePasswordFile(),
                config.keyStore(),
                config.keyStorePasswordFile());
        return new Channels(
                config.tls() ? RenewedTls.contexts(NAME, tls) : null,
                figures.bounds(),
                Proxies.of(host, System.getenv()));
    }

    @Override
    public Status status() {
        return log.status();
    }

    /** Stops. What is back in a moment, a bundle that is updated or a host agent that restarts, does not tell the server that it ends. */
    @Deactivate
    void deactivate(BundleContext context) throws InvalidSyntaxException {
        boolean ends = context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING;
        if (ends
                && context.getServiceReferences(IntConsumer.class, REQUESTED_END)
                        .isEmpty()) {
            quit();
        }
        stop();
    }

    void quit() {
        loop.quit();
    }

    void stop() {
        noNews.run();
        noOutput.run();
        scheduler.shutdownNow();
        loop.close();
        channels.close();
        awaitScheduler();
    }

    /** Waits for a task that runs, so that nothing is written to the metafile afterwards. */
    private void awaitScheduler() {
        try {
            boolean unused = scheduler.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
