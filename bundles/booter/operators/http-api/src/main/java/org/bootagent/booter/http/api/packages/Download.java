package org.bootagent.booter.http.api.packages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.bootagent.booter.http.Exchange;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;

/** Sends a package, or one range of it (RFC 9110, section 14), without holding a thread, and closes it. */
public record Download(PackageFiles.Opened opened) implements Reply {
    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean sending = false;
        try {
            var file = opened.file();
            response.setHeader("ETag", file.etag());
            response.setHeader("Accept-Ranges", "bytes");
            response.setHeader("X-Content-Type-Options", "nosniff");
            if (file.etag().equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
                return;
            }
            sending = send(range(request, file), request, response);
        } catch (ProblemException e) {
            Reply.problem(e.problem()).send(request, response);
        } finally {
            if (!sending) {
                opened.close();
            }
        }
    }

    /** @return whether it was sent, and closed */
    private boolean send(Optional<ByteRange> range, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        long size = opened.file().size();
        var part = range.orElse(new ByteRange(0, size - 1));
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(part.length());
        if (range.isPresent()) {
            response.setStatus(206);
            response.setHeader("Content-Range", part.contentRange(size));
        }
        if (request.getMethod().equals("HEAD")) {
            return false;
        }
        if (!Exchange.of(request).send(opened.content(), part.first(), part.length())) {
            response.reset();
            throw Problem.of(
                    503,
                    "too many packages are being fetched (booter.http/maxDownloads); try again later",
                    Map.of("Retry-After", "10"));
        }
        return true;
    }

    /** Returns the range. It is void if If-Range names other content: the bytes fetched before do not belong to this. */
    private static Optional<ByteRange> range(HttpServletRequest request, PackageFile file) throws ProblemException {
        String ifRange = request.getHeader("If-Range");
        if (ifRange != null && !ifRange.equals(file.etag())) {
            return Optional.empty();
        }
        return ByteRange.parse(request.getHeader("Range"), file.size());
    }
}
