package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** How an agent's health is looked at. */
final class HealthOptions {
    @Option(names = "--health-http", paramLabel = "URL", description = "Healthy while this answers 2xx or 3xx.")
    private String http;

    @Option(names = "--health-tcp", paramLabel = "[HOST:]PORT", description = "Healthy while this accepts.")
    private String tcp;

    @Option(names = "--health-exec", paramLabel = "STRING", description = "Healthy while this ends with exit code 0.")
    private String exec;

    @Option(names = "--health-file", paramLabel = "PATH", description = "Healthy while this file is changed.")
    private String file;

    @Option(names = "--health-max-age", paramLabel = "S", description = "Seconds that the file may be old (60).")
    private Double maxAge;

    @Option(names = "--health-period", paramLabel = "S", description = "Seconds between two tries (10).")
    private Double period;

    @Option(names = "--health-timeout", paramLabel = "S", description = "Seconds of one try (5).")
    private Double timeout;

    @Option(names = "--health-retries", paramLabel = "N", description = "Failures in a row that make unhealthy (3).")
    private Integer retries;

    @Option(
            names = "--health-start-period",
            paramLabel = "S",
            description = "Seconds after its start in which failures do not count (10).")
    private Double startPeriod;

    @Option(
            names = "--on-unhealthy",
            paramLabel = "ACTION",
            description = "report (default), restart, or rollback soon after an upgrade and else restart.")
    private String onUnhealthy;

    void fill(ObjectNode job) {
        var health = JsonNodeFactory.instance.objectNode();
        ResourceOptions.put(health, "http", http);
        ResourceOptions.put(health, "tcp", tcp);
        ResourceOptions.put(health, "exec", exec);
        ResourceOptions.put(health, "file", file);
        ResourceOptions.put(health, "maxAge", maxAge);
        ResourceOptions.put(health, "period", period);
        ResourceOptions.put(health, "timeout", timeout);
        ResourceOptions.put(health, "startPeriod", startPeriod);
        ResourceOptions.put(health, "onUnhealthy", onUnhealthy);
        if (retries != null) {
            health.put("retries", retries);
        }
        if (!health.isEmpty()) {
            job.set("health", health);
        }
    }
}
