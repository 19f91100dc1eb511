package org.bootagent.booter.publish.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.tls.TlsException;
import org.bootagent.tls.TlsFile;

/** Settings of Kafka's producer: nothing is acknowledged before it is safe, and the producer's own retries create no duplicates. */
final class ProducerSettings {
    private static final Set<String> COMPRESSIONS = Set.of("none", "gzip");

    private static final Pattern SERVERS = Pattern.compile(
            "\\s*SERVER(\\s*,\\s*SERVER)*\\s*".replace("SERVER", "([^\\s,:\\[\\]]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}"));

    private ProducerSettings() {}

    /**
     * Returns the properties.
     *
     * @throws IllegalArgumentException naming the wrong setting
     */
    static Properties of(KafkaPublisher.Config config, PublishSettings names) {
        if (!SERVERS.matcher(config.servers()).matches()) {
            throw names.wrong("servers", config.servers(), "must be HOST:PORT,HOST:PORT");
        }
        if (!COMPRESSIONS.contains(config.compression())) {
            throw names.wrong("compression", config.compression(), "must be none or gzip");
        }
        int patience = names.within("timeoutSeconds", config.timeoutSeconds(), 1, 3600) * 1000;
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.servers());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, config.compression());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1000, patience / 2));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience + 1000);
        // Or a dead broker is tried, and logged, twenty times a second.
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, "1000");
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "10000");
        tls(settings, config, TlsFile.of(names.name("caFile"), names.readable("caFile", config.caFile())));
        if (!config.propertiesFile().isEmpty()) {
            settings.putAll(read(names.readable("propertiesFile", config.propertiesFile())));
        }
        return settings;
    }

    private static void tls(Properties settings, KafkaPublisher.Config config, TlsFile authorities) {
        if (config.tls() || authorities.isSet()) {
            settings.put("security.protocol", "SSL");
        }
        if (authorities.isSet()) {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            settings.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, pem(authorities));
        }
    }

    /** Returns the authorities as PEM. Read here, so that a fault of the file has the same message everywhere. */
    private static String pem(TlsFile authorities) {
        try {
            var pem = new StringBuilder();
            for (var authority : authorities.authorities()) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder().encodeToString(authority.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return pem.toString();
        } catch (TlsException | CertificateEncodingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Properties read(String file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("propertiesFile " + file + " cannot be read: " + e.getMessage(), e);
        }
        return properties;
    }
}
