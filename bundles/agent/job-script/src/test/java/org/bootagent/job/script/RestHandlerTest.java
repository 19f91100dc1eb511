package org.bootagent.job.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeHost;
import org.bootagent.testing.FakeOutputs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestHandlerTest {
    private final FakeOutputs outputs = new FakeOutputs();
    private final FakeContext context = FakeContext.first();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private String target;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            contentTypes.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                    .orElse("none"));
            byte[] reply = "the reply".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().contains("bad") ? 500 : 200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.start();
        target = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Job job(String rest) {
        return FakeHost.job("{\"id\":\"1\",\"action\":\"rest\"," + rest.replace('\'', '"') + "}");
    }

    private JobException failure(String to, String rest) {
        return catchThrowableOfType(JobException.class, () -> new RestHandler(to, outputs).handle(job(rest), context));
    }

    @Test
    void asksTheConfiguredAddress() throws Exception {
        var job = job("'method':'post','path':'/v1/x','query':'a=b%20c','body':'aGVsbG8='");
        new RestHandler(target + "/base/", outputs).handle(job, context);
        assertThat(requests).containsExactly("POST /base/v1/x?a=b%20c hello");
        assertThat(context.messages()).last().isEqualTo("HTTP 200\nthe reply");
        assertThat(outputs.of(job).text()).isEqualTo("the reply");
    }

    /** Covers paths as clients of EasyAgent write them. */
    @Test
    void pathIsBelowTheTargetAndMayHaveAQuery() throws Exception {
        var handler = new RestHandler(target + "/api/v1/", outputs);
        for (String request : List.of(
                "'path':'client/x','query':'?a=1'",
                "'path':'client/x?a=1'",
                "'path':'client/x?a=1','query':'&b=2'",
                "'path':'/client/x','query':'?'",
                "'path':'@elsewhere/x'")) {
            handler.handle(job(request), context);
        }
        assertThat(requests)
                .containsExactly(
                        "GET /api/v1/client/x?a=1 ",
                        "GET /api/v1/client/x?a=1 ",
                        "GET /api/v1/client/x?a=1&b=2 ",
                        "GET /api/v1/client/x ",
                        "GET /api/v1/@elsewhere/x ");
    }

    /** Covers methods and bodies as an original sends them. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PATCH", "DELETE", "MERGE"})
    void anyMethodMayHaveABody(String method) throws Exception {
        new RestHandler(target, outputs).handle(job("'method':'" + method + "','path':'x','body':'aGVsbG8='"), context);
        assertThat(requests).containsExactly(method + " /x hello");
    }

    @Test
    void bodyIsJsonUnlessTheJobSaysOtherwise() throws Exception {
        var handler = new RestHandler(target, outputs);
        for (String type : List.of("", ",'contentType':'text/plain'", ",'contentType':''")) {
            handler.handle(job("'method':'POST','path':'x','body':'aGVsbG8='" + type), context);
        }
        assertThat(contentTypes).containsExactly("application/json", "text/plain", "none");
    }

    @Test
    void isNotLedOutOfItsTarget() throws Exception {
        var handler = new RestHandler(target + "/api/v1/", outputs);
        for (String wrong : List.of(
                "../../x", "/../x", "a/../../x", "%2e%2e/x", ".%2E/x", "..%2fx", "a/..%2f..%2fx", "./../x", "..;/x")) {
            assertThat(failure(target + "/api/v1/", "'path':'" + wrong + "'").code())
                    .as(wrong)
                    .isEqualTo(ErrorCode.BAD_FIELD);
        }
        assertThat(requests).isEmpty();
        handler.handle(job("'path':'a/../b?c=../../d'"), context);
        assertThat(requests).containsExactly("GET /api/v1/a/../b?c=../../d ");
    }

    @Test
    void anyStatusIsASuccessForWhoeverOnlyWantsTheBody() throws Exception {
        var job = job("'path':'bad','anyStatus':true");
        new RestHandler(target, outputs).handle(job, context);
        assertThat(context.messages()).last().isEqualTo("HTTP 500\nthe reply");
        assertThat(outputs.of(job).text()).isEqualTo("the reply");
    }

    @Test
    void anErrorsBodyIsKeptToo() {
        var failure = failure(target, "'path':'/bad'");
        assertThat(failure.code()).isEqualTo(ErrorCode.AGENT);
        assertThat(failure).hasMessageContaining("HTTP 500\nthe reply");
    }

    @Test
    void isRefusedUnlessTheHostSaysWhereTo() {
        var failure = failure("", "'path':'/'");
        assertThat(failure.code()).isEqualTo(ErrorCode.HOST);
        assertThat(failure).hasMessageContaining("set job.rest/target");
        assertThat(requests).isEmpty();
    }

    @Test
    void cannotLeadElsewhere() {
        for (String wrong : List.of(
                "'path':'//elsewhere/'",
                "'path':'/ x'",
                "'path':'/x\\r\\nHost: y'",
                "'path':'/','query':'a#b'",
                "'method':'CONNECT'",
                "'method':'BAD METHOD'",
                "'body':'%'")) {
            assertThat(failure(target, wrong).code()).as(wrong).isEqualTo(ErrorCode.BAD_FIELD);
        }
        assertThat(failure("http://127.0.0.1", "'path':'/@elsewhere/'").code()).isNotEqualTo(ErrorCode.SUCCESS);
        assertThat(requests).isEmpty();
    }

    @Test
    void nobodyThereIsWorthAnotherTry() {
        server.stop(0);
        assertThat(failure(target, "'path':'/'").code()).isEqualTo(ErrorCode.TRANSIENT);
    }

    @Test
    void isNotSentTwice() {
        var failure = catchThrowableOfType(
                JobException.class,
                () -> new RestHandler(target, outputs).handle(job("'path':'/'"), FakeContext.afterCrash()));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(requests).isEmpty();
    }

    /** A program that is told to restart may end before it answers. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void isSentOnceToWhomNeverAnswers(String method) throws Exception {
        var taken = new AtomicInteger();
        try (var mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            var hangsUp = new Thread(() -> hangUp(mute, taken));
            hangsUp.start();

            var failure = failure("http://127.0.0.1:" + mute.getLocalPort(), "'method':'" + method + "'");

            assertThat(failure.code()).isEqualTo(ErrorCode.TRANSIENT);
            assertThat(taken).hasValue(1);
        }
    }

    private static void hangUp(ServerSocket mute, AtomicInteger taken) {
        try {
            while (true) {
                try (var socket = mute.accept()) {
                    taken.incrementAndGet();
                    var request = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                    while (!request.readLine().isEmpty()) {
                        // The header ends with an empty line.
                    }
                }
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }
}
