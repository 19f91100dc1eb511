package org.bootagent.booter.http.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.route.Call;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.booter.http.route.Route;
import org.bootagent.booter.output.JobOutputStore;

/** Streams the output of jobs as it arrives. */
final class OutputResource {
    private static final int PART = 1 << 20;

    private final FleetServices fleet;
    private final JobOutputStore outputs;
    private final JobWatch watch;

    OutputResource(FleetServices fleet, JobOutputStore outputs, JobWatch watch) {
        this.fleet = fleet;
        this.outputs = outputs;
        this.watch = watch;
    }

    List<Route<Handler>> routes() {
        return List.<Route<Handler>>of(Route.get("/api/v2/jobs/{id}/output", this::output));
    }

    private Reply output(Call call) throws ProblemException {
        String id = call.path("id");
        int offset = call.queryInt("offset", 0, 0, Integer.MAX_VALUE);
        int seconds = call.queryInt("wait", 0, 0, JobWatch.MAX_SECONDS);
        return watch.await(
                call,
                id,
                seconds,
                () -> news(id, offset),
                part -> part.orElseGet(() -> new Part(ByteBuffer.allocate(0), offset, false)));
    }

    /** A host delivers output before the result: with a result, what is there is all. */
    private Optional<Part> news(String id, int offset) {
        boolean finished = fleet.jobs().get(id).status().finished();
        try {
            byte[] bytes = outputs.read(id, offset, PART);
            boolean complete = finished && offset + bytes.length >= outputs.length(id);
            return bytes.length > 0 || complete
                    ? Optional.of(new Part(ByteBuffer.wrap(bytes), offset, complete))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Part(ByteBuffer bytes, int offset, boolean complete) implements Reply {
        @Override
        public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Output-Next", String.valueOf(offset + bytes.capacity()));
            response.setHeader("Output-Complete", String.valueOf(complete));
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setContentType("application/octet-stream");
            response.setContentLength(bytes.capacity());
            var copy = new byte[bytes.capacity()];
            bytes.duplicate().get(copy);
            response.getOutputStream().write(copy);
        }
    }
}
