package org.bootagent.booter.easyagent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.bootagent.booter.easyagent.api.UsageSource;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Quota;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.booter.publish.Publications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** EasyAgent's service, where its port is set. */
@Component(
        service = UsageSource.class,
        immediate = true,
        configurationPid = "org.bootagent.booter.easyagent",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class StreamService implements UsageSource {
    @ObjectClassDefinition(name = "Booter: EasyAgent's stream")
    @interface Config {
        @AttributeDefinition(description = "Port of the stream; 0: off")
        int port() default 0;

        @AttributeDefinition(description = "Address to listen at")
        String address() default "127.0.0.1";

        @AttributeDefinition(description = "Which unknown hosts are admitted: loopback (on this machine), all, none")
        String admit() default "loopback";

        @AttributeDefinition(
                description = "PEM or PKCS12 file of the server's certificate and those of its issuers; empty: no TLS")
        String certificate() default "";

        @AttributeDefinition(description = "PEM or PKCS12 file of the certificate's key")
        String key() default "";

        @AttributeDefinition(description = "File with the password of an encrypted key; empty: it has none")
        String keyPasswordFile() default "";

        @AttributeDefinition(
                description = "PEM file of the authorities of the hosts' certificates; empty: hosts need none")
        String clientAuthorities() default "";

        @AttributeDefinition(description = "Most connections at the same time; a host has one")
        int maxConnections() default 16384;

        @AttributeDefinition(
                description =
                        "Most connections from one IPv4 address, or one IPv6 network of 64 bits, at the same time")
        int maxConnectionsPerAddress() default 4096;

        @AttributeDefinition(description = "Seconds by which an answer of EasyAgent's own sidecars may be late")
        int grace() default 30;
    }

    private static final int MAX_PORT = 65_535;

    private final StreamServer server;

    @Activate
    public StreamService(
            Config config,
            @Reference FleetServices fleet,
            @Reference JobOutputStore outputs,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) Publications publications) {
        this.server = config.port() == 0 ? null : start(config, fleet, outputs, publications);
    }

    @Override
    public Map<String, Object> ofHost(String agentsn) {
        return server == null ? Map.of() : server.ofHost(agentsn);
    }

    @Override
    public Map<String, Object> ofAgent(AgentIdentity agent) {
        return server == null ? Map.of() : server.ofAgent(agent);
    }

    @Override
    public int port() {
        return server == null ? 0 : server.port();
    }

    @Override
    public int connected() {
        return server == null ? 0 : server.connected();
    }

    @Override
    public boolean connected(String agentsn) {
        return server != null && server.connected(agentsn);
    }

    @Override
    public boolean secure() {
        return server != null && server.secure();
    }

    @Deactivate
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String cause(Throwable e) {
        return e.getCause() == null ? e.getMessage() : cause(e.getCause());
    }

    private static StreamServer start(
            Config config, FleetServices fleet, JobOutputStore outputs, Publications publications) {
        if (config.port() < 0 || config.port() > MAX_PORT) {
            throw new IllegalArgumentException("booter.easyagent/port is '" + config.port() + "', must be 1 to "
                    + MAX_PORT + ", or 0 for no stream");
        }
        try {
            return new StreamServer(
                    fleet,
                    new InetSocketAddress(config.address(), config.port()),
                    new Quota(config.maxConnections(), config.maxConnectionsPerAddress()),
                    new Tls(config.certificate(), config.key(), config.keyPasswordFile(), config.clientAuthorities()),
                    Admit.parse(config.admit()),
                    Duration.ofSeconds(Math.max(1, config.grace())),
                    outputs,
                    publications);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "booter.easyagent/port " + config.port() + " at " + config.address() + " cannot be listened on: "
                            + cause(e) + "; stop what listens there, or choose another",
                    e);
        }
    }
}
