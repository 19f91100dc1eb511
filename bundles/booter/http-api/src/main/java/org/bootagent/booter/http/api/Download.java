package org.bootagent.booter.http.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Sends a package, or one range of it (RFC 9110, section 14), and closes it. */
record Download(PackageFiles.Opened opened) implements Reply {
    private static final int CHUNK = 1 << 20;

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (var source = opened) {
            var file = source.file();
            response.setHeader("ETag", file.etag());
            response.setHeader("Accept-Ranges", "bytes");
            response.setHeader("X-Content-Type-Options", "nosniff");
            if (file.etag().equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
                return;
            }
            send(range(request, file), request, response);
        } catch (ProblemException e) {
            Reply.problem(e.problem()).send(request, response);
        }
    }

    private void send(Optional<ByteRange> range, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long size = opened.file().size();
        var part = range.orElse(new ByteRange(0, size - 1));
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(part.length());
        if (range.isPresent()) {
            response.setStatus(206);
            response.setHeader("Content-Range", part.contentRange(size));
        }
        if (!request.getMethod().equals("HEAD")) {
            copy(opened.content(), part, response);
        }
    }

    /** With If-Range of other content than this, the range is void: what was fetched before does not belong to it. */
    private static Optional<ByteRange> range(HttpServletRequest request, PackageFile file) throws ProblemException {
        String ifRange = request.getHeader("If-Range");
        if (ifRange != null && !ifRange.equals(file.etag())) {
            return Optional.empty();
        }
        return ByteRange.parse(request.getHeader("Range"), file.size());
    }

    private static void copy(FileChannel content, ByteRange part, HttpServletResponse response) throws IOException {
        var out = Channels.newChannel(response.getOutputStream());
        long position = part.first();
        while (position <= part.last()) {
            long n = content.transferTo(position, Math.min(CHUNK, part.last() - position + 1), out);
            if (n == 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            position += n;
        }
    }
}
