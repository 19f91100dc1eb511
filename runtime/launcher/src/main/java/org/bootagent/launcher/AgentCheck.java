package org.bootagent.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.local.AgentsPreview;
import org.bootagent.metafile.store.MetafileFile;
import org.bootagent.tls.TlsException;
import org.bootagent.tls.TlsFiles;
import org.bootagent.wire.Json;

/** Report of {@code -T}: who this host is, whom it reports to, what would run. Only reads; a mistake is a {@link UsageException}. */
final class AgentCheck {
    private final AgentConfiguration configuration;
    private final Optional<Map<String, JsonNode>> metafile;
    private final StringBuilder out = new StringBuilder();

    AgentCheck(AgentConfiguration configuration) {
        this.configuration = configuration;
        this.metafile = MetafileFile.peek(configuration.home());
    }

    String report() {
        line("bootagent-%s-%s", configuration.distribution().version(), Distribution.architecture());
        line("home      %s", configuration.home());
        var settings = host();
        settings.ifPresentOrElse(
                this::known, () -> line("host      not registered yet: this would be its first start"));
        servers(settings);
        line("transport %s", configuration.transport());
        line(
                "bundles   %d",
                configuration.distribution().bundles(configuration.settings()).size());
        configuration.users().stringPropertyNames().stream()
                .sorted()
                .forEach(name ->
                        line("setting   %s = %s", name, configuration.users().getProperty(name)));
        agents();
        configuration.localAgents().ifPresent(this::localAgents);
        tls();
        line("The configuration is right. Nothing was started.");
        return out.toString();
    }

    private Optional<HostSettings> host() {
        return section("host").map(tree -> value(tree, HostSettings.class));
    }

    private void known(HostSettings host) {
        line(
                "host      %s, tags %s, a report every %d s",
                host.agentsn(), host.tags(), host.step().toSeconds());
    }

    private void servers(Optional<HostSettings> host) {
        host.ifPresent(settings -> settings.servers().forEach(server -> line("server    %s (persisted)", server)));
        list(configuration.firstServers(), host.isPresent() ? "from -S, ignored: not the first start" : "from -S");
        list(configuration.ownServers(), "from host/servers");
        list(configuration.distribution().builtInServers(), "built in");
    }

    private void list(String servers, String remark) {
        ServerAddress.parseList(servers).forEach(server -> line("server    %s (%s)", server, remark));
    }

    private void agents() {
        section("agents")
                .map(tree -> tree.path("agents"))
                .ifPresent(agents -> agents.properties().forEach(entry -> {
                    var spec = value(entry.getValue().path("spec"), AgentSpec.class);
                    boolean wanted = entry.getValue().path("wanted").asBoolean();
                    line(
                            "agent     %s %s, %s: %s",
                            spec.name(), spec.version(), wanted ? "would run" : "stopped", spec.command());
                }));
    }

    /** Checks the file of agents; without a server, nobody else would report a mistake. */
    private void localAgents(Path file) {
        line("agents    %s", file);
        try {
            var preview = AgentsPreview.of(file, configuration.home());
            preview.agents().forEach(agent -> line("agent     %s", agent));
            preview.warnings().forEach(warning -> line("warning   %s", warning));
            if (!preview.problems().isEmpty()) {
                throw new UsageException(file + ": " + String.join("; ", preview.problems()));
            }
        } catch (IOException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /** Checks the TLS files; a host whose transport cannot read them reports to nobody. */
    private void tls() {
        String transport = configuration.transport();
        var files = configuration
                .settings()
                .configurations()
                .getOrDefault("org.bootagent.transport." + transport, Map.of());
        if (!"true".equals(files.get("tls"))) {
            return;
        }
        try {
            var unused = TlsFiles.ofTransport(
                            "transport." + transport,
                            files.getOrDefault("trustStore", ""),
                            files.getOrDefault("trustStorePasswordFile", ""),
                            files.getOrDefault("keyStore", ""),
                            files.getOrDefault("keyStorePasswordFile", ""))
                    .context();
        } catch (TlsException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    private Optional<JsonNode> section(String name) {
        return metafile.map(sections -> sections.get(name));
    }

    private <T> T value(JsonNode tree, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    "the metafile in " + configuration.home() + " has a section this version cannot read: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private void line(String format, Object... values) {
        out.append(format.formatted(values)).append('\n');
    }
}
