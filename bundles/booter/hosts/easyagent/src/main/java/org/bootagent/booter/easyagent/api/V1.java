package org.bootagent.booter.easyagent.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.easyagent.OfferedHostAgents;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.Waits;
import org.bootagent.booter.http.route.Router;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.EasyAgentReply.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** EasyAgent's management interface: every answer is 200 with an envelope, whose code tells how it went. */
final class V1 implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(V1.class);
    private static final String PREFIX = "/api/v1/";

    private final Operations operations;
    private final Router<V1Route.Handler> routes;
    private final Waits waits = new Waits();

    /** @param usages may give null: no stream is there */
    V1(
            FleetServices fleet,
            JobOutputStore outputs,
            Supplier<UsageSource> usages,
            OfferedHostAgents offers,
            String version,
            Path logs,
            String publicUrl,
            Duration sync,
            int maxWaiting) {
        this.operations = new Operations(fleet, usages, sync, maxWaiting);
        var query = new Query(fleet, usages);
        var table = new V1Route.Table();
        var written = new ResultText(fleet, outputs);
        new AgentCalls(fleet, operations, outputs, written).addTo(table);
        new ScriptCalls(fleet, operations, written).addTo(table);
        new CancelCall(fleet, operations).addTo(table);
        query.addTo(table);
        new SidecarCalls(fleet, operations, query, usages, offers, publicUrl).addTo(table);
        new SystemCalls(fleet, usages, version, logs).addTo(table);
        answerNothing(table);
        this.routes = new Router<>(table.routes());
    }

    /** The calls that the original accepts without doing anything. */
    private static void answerNothing(V1Route.Table table) {
        V1Route.Handler nothing = call -> null;
        table.get("agent/{id}/autoupdate", nothing)
                .post("agent/{id}/name", nothing)
                .post("sidecar/{id}/install", nothing)
                .post("sidecar/{id}/exescript/progress", nothing);
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        var route = route(request);
        if (route.isEmpty()) {
            notFound(response);
            return;
        }
        var answer = answered(request, () -> handle(route.get(), request));
        if (answer instanceof Pending pending && !pending.ended().isDone()) {
            waits.add(request, pending.ended(), pending.giveUp(), known -> write(known, reply(request, pending)));
        } else {
            write(response, reply(request, answer));
        }
    }

    private static EasyAgentReply reply(HttpServletRequest request, Object answer) {
        Object shaped = answer instanceof Pending pending ? answered(request, () -> shape(pending)) : answer;
        return shaped instanceof EasyAgentReply reply ? reply : EasyAgentReply.ok(shaped);
    }

    private static Object shape(Pending pending) throws V1Exception {
        try {
            return pending.shape().of(pending.ended().join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof V1Exception late) {
                throw late;
            }
            throw e;
        }
    }

    private static void write(HttpServletResponse response, EasyAgentReply reply) throws IOException {
        response.setContentType(EasyAgentReply.TYPE);
        write(response, reply.bytes());
    }

    private static void write(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** As the original: programs find out so what a server does not have. */
    private static void notFound(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/plain; charset=utf-8");
        write(response, "Not Found".getBytes(StandardCharsets.UTF_8));
    }

    /** Returns how many calls wait for their answers now. */
    int waiting() {
        return waits.size();
    }

    /** Answers all that wait, and lets nobody wait any longer. */
    @Override
    public void close() {
        operations.close();
        waits.awaitSent();
    }

    /** Does something for a call. */
    @FunctionalInterface
    private interface Work {
        Object work() throws IOException, V1Exception;
    }

    /** @return what the work made, or a reply that says what went wrong */
    private static Object answered(HttpServletRequest request, Work work) {
        try {
            return work.work();
        } catch (V1Exception e) {
            return e.reply();
        } catch (FleetException e) {
            return e.kind() == FleetException.Kind.NOT_FOUND
                    ? V1Exception.unknown(e.getMessage()).reply()
                    : EasyAgentReply.error(Code.PARAMETER, e.getMessage());
        } catch (IllegalArgumentException e) {
            return EasyAgentReply.error(Code.PARAMETER, e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            return EasyAgentReply.error(Code.DATABASE, "Booter could not do it; its log says why");
        }
    }

    private Optional<Router.Found<V1Route.Handler>> route(HttpServletRequest request) {
        String path = request.getRequestURI().substring(PREFIX.length() - 1).replaceAll("^/+|/+$", "");
        return routes.find(request.getMethod(), List.of(path.split("/", -1)));
    }

    private static Object handle(Router.Found<V1Route.Handler> found, HttpServletRequest request)
            throws IOException, V1Exception {
        return found.route().handler().handle(V1Call.read(request, found.variables()));
    }
}
