package org.bootagent.booter.http.route;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.http.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests by their routes; a failure becomes a problem with a status. */
public final class Dispatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    private final Router<Handler> router;
    private final Waits waits = new Waits();

    public Dispatch(Router<Handler> router) {
        this.router = router;
    }

    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var reply = reply(request, () -> handle(request));
        if (reply instanceof Pending pending) {
            waits.add(
                    request,
                    pending.reply(),
                    pending.endNow(),
                    known -> reply(request, pending::known).send(request, known));
        } else {
            reply.send(request, response);
        }
    }

    /** Returns how many requests wait for their replies now. */
    public int waiting() {
        return waits.size();
    }

    /** Waits until replies are sent that have just become known. */
    @Override
    public void close() {
        waits.awaitSent();
    }

    private Reply handle(HttpServletRequest request) throws IOException, ProblemException {
        var found = find(request.getMethod(), request.getRequestURI());
        return found.route().handler().handle(new Call(request, found.variables()));
    }

    /** Makes a reply, or throws. */
    @FunctionalInterface
    private interface Work {
        Reply reply() throws IOException, ProblemException;
    }

    private static Reply reply(HttpServletRequest request, Work work) throws IOException {
        try {
            return work.reply();
        } catch (ProblemException e) {
            return Reply.problem(e.problem());
        } catch (FleetException e) {
            return Reply.problem(Problem.of(status(e.kind()), e.getMessage()).problem());
        } catch (RuntimeException e) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            return Reply.problem(
                    Problem.of(500, "Booter could not do it; its log says why").problem());
        }
    }

    /**
     * Finds the route.
     *
     * @throws ProblemException 404, 405, 400 (a broken escape)
     */
    Router.Found<Handler> find(String method, String path) throws ProblemException {
        var segments = Uris.segments(path);
        var found = router.find(method, segments);
        if (found.isPresent()) {
            return found.get();
        }
        String methods = String.join(", ", router.allowed(segments));
        throw methods.isEmpty()
                ? Problem.notFound("nothing is at " + path + "; /openapi.json lists what there is")
                : Problem.of(405, path + " does not take " + method + ", only " + methods, Map.of("Allow", methods));
    }

    private static int status(FleetException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case INVALID -> 400;
            case CONFLICT -> 409;
            case FORBIDDEN -> 403;
            case LIMIT -> 429;
        };
    }
}
