package org.bootagent.transport.http;

import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** BootAgent REST: the host pushes, over short connections. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.transport.http"},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class HttpTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final String NAME = "transport.http";

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: short HTTP connections")
    @interface Config {
        @AttributeDefinition(description = "Seconds between two reports until the server sets them, 1 to 86400")
        int stepSeconds() default 600;

        @AttributeDefinition(
                description = "Most seconds over which hosts that start together spread their first reports;"
                        + " a restart that a job asked for waits 2 seconds at most")
        int startSpreadSeconds() default 30;

        @AttributeDefinition(description = "Longest wait in seconds for a connection, and for each part of a reply")
        int timeoutSeconds() default 10;

        @AttributeDefinition(description = "Largest reply accepted, in KiB")
        int maxReplyKiB() default 8192;

        @AttributeDefinition(description = "Whether to use HTTPS; the default port is then 443")
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

    private final ScheduledExecutorService scheduler;
    private final ServerClient client;
    private final StatusLog log;
    private final Runnable noMoreOutput;

    @Activate
    public HttpTransport(
            HostConfig host,
            Config config,
            @Reference Metafile metafile,
            @Reference ReportOutbox outbox,
            @Reference ProcessSupervisor supervisor,
            @Reference JobQueue jobs,
            @Reference JobOutputs outputs) {
        Duration spread = Setting.seconds(NAME + "/startSpreadSeconds", config.startSpreadSeconds(), 0);
        var registration = registration(host, config);
        var clock = Clock.systemUTC();
        // RandomGenerator.getDefault() needs a module that a trimmed runtime lacks.
        var random = new Random();
        log = new StatusLog("http", clock);
        client = client(host, config, clock);
        var conversation = new Conversation(
                metafile,
                outbox,
                registration,
                ReportComposer.of(host, clock, supervisor, jobs, metafile),
                new JobReader(jobs, clock),
                new Servers(
                        ServerAddress.parseList(host.serversBuiltIn()), client, new Backoff(random), System::nanoTime),
                new OutputDelivery(outputs, client),
                log);
        if (!host.serversFirstStart().isEmpty() && conversation.registered()) {
            LOG.info(
                    "-S {} is ignored: this host is registered and uses its persisted servers",
                    host.serversFirstStart());
        }
        scheduler = NamedThreads.scheduler("transport-http");
        var loop = new ReportLoop(conversation, scheduler);
        noMoreOutput = outputs.listen(loop::outputChanged);
        loop.start(InitialDelay.of(host, spread, random));
    }

    private static ServerClient client(HostConfig host, Config config, Clock clock) {
        var tls = TlsFiles.ofTransport(
                NAME,
                config.trustStore(),
                config.trustStorePasswordFile(),
                config.keyStore(),
                config.keyStorePasswordFile());
        return new ServerClient(
                config.tls() ? RenewedTls.contexts(NAME, tls) : null,
                "bootagent/" + host.version(),
                Setting.kib(NAME + "/maxReplyKiB", config.maxReplyKiB()),
                Setting.seconds(NAME + "/timeoutSeconds", config.timeoutSeconds(), 1),
                clock,
                Proxies.of(host, System.getenv()));
    }

    private static Registration registration(HostConfig host, Config config) {
        return new Registration(
                HostName::current,
                ServerAddress.parseList(host.serversFirstStart()),
                Setting.seconds(NAME + "/stepSeconds", config.stepSeconds(), 1),
                ProposedNumber.parse(host.serialNumber()));
    }

    @Override
    public Status status() {
        return log.status();
    }

    @Deactivate
    void stop() {
        noMoreOutput.run();
        scheduler.shutdownNow();
        client.close();
    }
}
