package org.bootagent.booterctl.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.booterctl.command.JobFields;
import picocli.CommandLine.Option;

/** Options of an agent's health check. */
final class HealthOptions {
    @Option(names = "--health-http", paramLabel = "URL", description = "URL that must answer 2xx or 3xx.")
    private String http;

    @Option(names = "--health-tcp", paramLabel = "[HOST:]PORT", description = "Port that must accept connections.")
    private String tcp;

    @Option(names = "--health-exec", paramLabel = "STRING", description = "Command that must end with exit code 0.")
    private String exec;

    @Option(names = "--health-file", paramLabel = "PATH", description = "File that must keep changing.")
    private String file;

    @Option(
            names = "--health-max-age",
            paramLabel = "S",
            description = "Most seconds since the file changed (default: 60).")
    private Double maxAge;

    @Option(names = "--health-period", paramLabel = "S", description = "Seconds between two checks (default: 10).")
    private Double period;

    @Option(names = "--health-timeout", paramLabel = "S", description = "Seconds for one check (default: 5).")
    private Double timeout;

    @Option(
            names = "--health-retries",
            paramLabel = "N",
            description = "Failures in a row that make the agent unhealthy (default: 3).")
    private Integer retries;

    @Option(
            names = "--health-start-period",
            paramLabel = "S",
            description = "Seconds after the start in which failures do not count (default: 10).")
    private Double startPeriod;

    @Option(
            names = "--on-unhealthy",
            paramLabel = "ACTION",
            description =
                    "report (default), restart, or rollback: back to the previous release soon after an upgrade, else restart.")
    private String onUnhealthy;

    void fill(ObjectNode job) {
        var health = JsonNodeFactory.instance.objectNode();
        JobFields.put(health, "http", http);
        JobFields.put(health, "tcp", tcp);
        JobFields.put(health, "exec", exec);
        JobFields.put(health, "file", file);
        JobFields.put(health, "maxAge", maxAge);
        JobFields.put(health, "period", period);
        JobFields.put(health, "timeout", timeout);
        JobFields.put(health, "startPeriod", startPeriod);
        JobFields.put(health, "onUnhealthy", onUnhealthy);
        JobFields.put(health, "retries", retries);
        if (!health.isEmpty()) {
            job.set("health", health);
        }
    }
}
