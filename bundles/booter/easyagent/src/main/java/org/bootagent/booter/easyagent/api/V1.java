package org.bootagent.booter.easyagent.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bootagent.booter.easyagent.UsageSource;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.OfferedHostAgents;
import org.bootagent.booter.output.JobOutputs;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.EasyAgentReply.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** EasyAgent's management interface: every answer is 200 with an envelope, whose code tells how it went. */
final class V1 implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(V1.class);
    private static final String PREFIX = "/api/v1/";

    private final Operations operations;
    private final List<V1Route> routes;

    /** @param usages may give null: no stream is there */
    V1(
            Fleet fleet,
            JobOutputs outputs,
            Supplier<UsageSource> usages,
            OfferedHostAgents offers,
            String version,
            String publicUrl,
            Duration sync,
            int maxWaiting) {
        this.operations = new Operations(fleet, sync, maxWaiting);
        var query = new Query(fleet, usages);
        var table = new V1Route.Table();
        var written = new Written(fleet, outputs);
        new AgentCalls(fleet, operations, outputs, written).addTo(table);
        new ScriptCalls(fleet, operations, written).addTo(table);
        query.addTo(table);
        new SidecarCalls(fleet, query, usages, offers, publicUrl).addTo(table);
        table.get("sys/version", call -> Map.of("version", version))
                .get("sys/host", call -> host(fleet))
                .get("sys/rpc-server", call -> stream(usages.get()));
        this.routes = List.copyOf(table.routes());
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json; charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        byte[] body = answer(request).bytes();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    @Override
    public void close() {
        operations.close();
    }

    private EasyAgentReply answer(HttpServletRequest request) throws IOException {
        try {
            return EasyAgentReply.ok(handle(request));
        } catch (V1Exception e) {
            return e.reply();
        } catch (FleetException | IllegalArgumentException e) {
            return EasyAgentReply.error(Code.PARAMETER, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            return EasyAgentReply.error(Code.DATABASE, "Booter could not do it; its log says why");
        }
    }

    private Object handle(HttpServletRequest request) throws IOException, V1Exception {
        String path = request.getRequestURI().substring(PREFIX.length() - 1).replaceAll("^/+|/+$", "");
        boolean known = false;
        for (V1Route route : routes) {
            var variables = route.match(path);
            if (variables.isPresent()) {
                known = true;
                if (route.methods().contains(request.getMethod())) {
                    return route.handler().handle(V1Call.read(request, variables.get()));
                }
            }
        }
        throw V1Exception.parameter(
                known ? PREFIX + path + " does not take " + request.getMethod() : "nothing is at " + PREFIX + path);
    }

    private static Object host(Fleet fleet) {
        var counts = fleet.counts();
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "localhost";
        }
        return Map.of("host", name, "sidecars", counts.hosts(), "online", counts.online());
    }

    private static Object stream(UsageSource stream) {
        return stream == null
                ? Map.of("enabled", false)
                : Map.of("enabled", true, "port", stream.port(), "connected", stream.connected());
    }
}
