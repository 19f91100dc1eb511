package org.bootagent.booter.http.api.packages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.bootagent.booter.http.BodyReceiver;
import org.bootagent.booter.http.Exchange;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives a package without holding a thread, and answers when it is complete. */
public final class Push implements Reply {
    private static final Logger log = LoggerFactory.getLogger(Push.class);

    private final PackageFiles packages;
    private final String file;
    private final boolean replace;
    private final Function<PackageFiles.Pushed, Reply> answer;

    public Push(PackageFiles packages, String file, boolean replace, Function<PackageFiles.Pushed, Reply> answer) {
        this.packages = packages;
        this.file = file;
        this.replace = replace;
        this.answer = answer;
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var exchange = Exchange.of(request);
        try {
            var upload = packages.begin(file, request.getContentLengthLong());
            if (!exchange.receive(new Receiver(exchange, request, upload))) {
                upload.close();
                throw Problem.of(
                        503, "too many packages are being pushed; try again later", Map.of("Retry-After", "10"));
            }
        } catch (ProblemException e) {
            Reply.problem(e.problem()).send(request, response);
        }
    }

    private final class Receiver implements BodyReceiver {
        private final Exchange exchange;
        private final HttpServletRequest request;
        private final Upload upload;
        private Problem problem;

        Receiver(Exchange exchange, HttpServletRequest request, Upload upload) {
            this.exchange = exchange;
            this.request = request;
            this.upload = upload;
        }

        @Override
        public void take(byte[] buffer, int length) throws IOException {
            try {
                upload.write(buffer, length);
            } catch (ProblemException e) {
                problem = e.problem();
                throw new IOException(problem.detail(), e);
            }
        }

        @Override
        public void complete() {
            Reply reply;
            try (upload) {
                upload.complete();
                reply = answer.apply(packages.put(file, upload, replace));
            } catch (ProblemException e) {
                reply = Reply.problem(e.problem());
            } catch (IOException | RuntimeException e) {
                reply = broken(e);
            }
            answer(reply);
        }

        @Override
        public void failed(Throwable why) {
            try (upload) {
                if (problem != null) {
                    answer(Reply.problem(problem));
                } else if (why instanceof TimeoutException) {
                    answer(Reply.problem(Problem.of(408, "the package did not arrive in time")
                            .problem()));
                } else {
                    log.debug("Push of {} ended early", file, why);
                    answer(Reply.problem(Problem.badRequest("the package broke off while it was sent")
                            .problem()));
                }
            } catch (IOException e) {
                log.warn("Cannot remove the partial upload of {}: {}", file, e.toString());
            }
        }

        private Reply broken(Exception e) {
            log.error("PUT of {} failed", file, e);
            return Reply.problem(
                    Problem.of(500, "Booter could not do it; its log says why").problem());
        }

        private void answer(Reply reply) {
            try {
                reply.send(request, exchange.response());
            } catch (IOException e) {
                log.debug("The client of a push is gone", e);
            }
            exchange.finish();
        }
    }
}
