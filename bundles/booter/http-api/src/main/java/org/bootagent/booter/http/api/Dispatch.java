package org.bootagent.booter.http.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.bootagent.booter.fleet.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to its reply; whatever goes wrong on the way becomes a problem with a status. */
final class Dispatch {
    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    private final Router router;

    Dispatch(Router router) {
        this.router = router;
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        reply(request).send(request, response);
    }

    private Reply reply(HttpServletRequest request) throws IOException {
        try {
            var found = router.find(request.getMethod(), request.getRequestURI());
            return found.route().handler().handle(new Call(request, found.variables()));
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
