package org.bootagent.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.JobOutput;
import org.bootagent.report.outbox.Spool;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDeliveryTest {
    private static final Job JOB = org.bootagent.testing.FakeHost.job("{\"id\":\"a&b=c\",\"action\":\"exec\"}");
    private static final JobResult RESULT = JobResult.of(JOB, ErrorCode.SUCCESS, "done", Instant.EPOCH);

    @TempDir
    Path home;

    /** Failure of the next requests. */
    private enum Fault {
        NONE,
        NOT_FOUND,
        BROKEN,
        REPLY_LOST,
        FULL
    }

    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final ByteArrayOutputStream stored = new ByteArrayOutputStream();
    private HttpServer http;
    private ServerAddress server;
    private ServerClient client;
    private Spool outputs;
    private OutputDelivery delivery;

    @BeforeEach
    void open() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/agent/output", this::take);
        http.start();
        server = new ServerAddress("127.0.0.1", http.getAddress().getPort());
        client = new ServerClient(null, "test", 1 << 20, Duration.ofSeconds(5), Clock.systemUTC());
        outputs = new Spool(home);
        delivery = new OutputDelivery(outputs, client);
    }

    @AfterEach
    void close() {
        client.close();
        http.stop(0);
    }

    /** Takes pieces of output as Booter does. */
    private void take(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        requests.add(URLDecoder.decode(query, StandardCharsets.UTF_8));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.poll();
        int offset = Integer.parseInt(query.replaceAll(".*offset=", ""));
        if ((fault == Fault.NONE || fault == Fault.REPLY_LOST) && offset <= stored.size()) {
            int known = stored.size() - offset;
            stored.write(body, Math.min(known, body.length), Math.max(0, body.length - known));
        }
        if (fault != Fault.REPLY_LOST) {
            int status = fault == Fault.NOT_FOUND ? 404 : fault == Fault.BROKEN ? 500 : 200;
            byte[] reply = ("{\"status\":0,\"received\":" + stored.size() + "}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, reply.length);
            exchange.getResponseBody().write(reply);
        }
        exchange.close();
    }

    private static void write(JobOutput output, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 0, bytes.length);
    }

    private void deliver() {
        delivery.deliver(server, "sn");
    }

    /** Missing TLS files are no fault of the output, nor of the server, however long they are missing. */
    @Test
    void waitsForTlsThatIsNotThere() throws Exception {
        var tls = RenewedTls.contexts(
                "transport.http",
                TlsFiles.ofTransport(
                        "transport.http", home.resolve("absent.p12").toString(), "", "", ""));
        try (var output = outputs.open(JOB);
                var blind = new ServerClient(tls, "test", 1 << 20, Duration.ofSeconds(5), Clock.systemUTC())) {
            write(output, "one");
            var waiting = new OutputDelivery(outputs, blind);
            for (int i = 0; i < 10; i++) {
                waiting.deliver(server, "sn");
                assertThat(waiting.settled(RESULT)).isFalse();
            }
        }
        assertThat(requests).isEmpty();
        deliver();
        assertThat(stored).hasToString("one");
    }

    @Test
    void deliversWhatIsNewAndLetsTheResultFollow() {
        var output = outputs.open(JOB);
        write(output, "one");
        assertThat(delivery.settled(RESULT)).isFalse();
        deliver();
        write(output, "two");
        output.close();
        assertThat(delivery.settled(RESULT)).isFalse();
        deliver();
        deliver();
        assertThat(stored.toString(StandardCharsets.UTF_8)).isEqualTo("onetwo");
        assertThat(requests).containsExactly("agentsn=sn&job=a&b=c&offset=0", "agentsn=sn&job=a&b=c&offset=3");
        assertThat(delivery.settled(RESULT)).isTrue();
    }

    @Test
    void sendsALongOneInPieces() {
        var output = outputs.open(JOB);
        write(output, "0123456789".repeat(200_000));
        deliver();
        assertThat(requests).hasSize(4);
        assertThat(stored.toString(StandardCharsets.UTF_8)).isEqualTo("0123456789".repeat(200_000));
    }

    @Test
    void goesOnWhereTheServerIsAfterARestart() {
        write(outputs.open(JOB), "one");
        deliver();
        outputs = new Spool(home);
        delivery = new OutputDelivery(outputs, client);
        write(outputs.open(JOB), "two");
        deliver();
        assertThat(stored.toString(StandardCharsets.UTF_8)).isEqualTo("onetwo");
    }

    @Test
    void aLostReplyDoublesNothing() {
        faults.add(Fault.REPLY_LOST);
        write(outputs.open(JOB), "one");
        deliver();
        assertThat(delivery.settled(RESULT)).isFalse();
        deliver();
        assertThat(requests).hasSize(2);
        assertThat(stored.toString(StandardCharsets.UTF_8)).isEqualTo("one");
        assertThat(delivery.settled(RESULT)).isTrue();
    }

    @Test
    void aServerThatKnowsOfNoOutputsIsNotAskedForAWhile() {
        var now = new AtomicLong();
        delivery = new OutputDelivery(outputs, client, now::get);
        faults.add(Fault.NOT_FOUND);
        write(outputs.open(JOB), "one");
        deliver();
        now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        deliver();
        assertThat(requests).hasSize(1);
        assertThat(delivery.settled(RESULT)).isTrue();

        now.incrementAndGet();
        assertThat(delivery.settled(RESULT)).isFalse();
        deliver();
        assertThat(stored).hasToString("one");
        assertThat(delivery.settled(RESULT)).isTrue();
    }

    /** Booter knows of no job for a moment while it starts. */
    @Test
    void aServerThatHasTakenSomeIsOnlyStarting() {
        var output = outputs.open(JOB);
        write(output, "one");
        deliver();
        write(output, "two");
        faults.addAll(List.of(Fault.NOT_FOUND, Fault.NOT_FOUND));
        deliver();
        deliver();
        assertThat(faults).isEmpty();
        assertThat(delivery.settled(RESULT)).isFalse();
        deliver();
        assertThat(stored).hasToString("onetwo");
        assertThat(delivery.settled(RESULT)).isTrue();
    }

    @Test
    void aResultDoesNotWaitForEver() {
        faults.addAll(List.of(Fault.BROKEN, Fault.FULL, Fault.BROKEN, Fault.BROKEN, Fault.BROKEN));
        write(outputs.open(JOB), "one");
        for (int i = 0; i < 4; i++) {
            deliver();
            assertThat(delivery.settled(RESULT)).isFalse();
        }
        deliver();
        assertThat(delivery.settled(RESULT)).isTrue();
        assertThat(requests).hasSize(5);
        assertThat(faults).isEmpty();
    }

    @Test
    void aJobWithoutOutputWaitsForNothing() {
        assertThat(delivery.settled(RESULT)).isTrue();
        outputs.open(JOB).close();
        assertThat(delivery.settled(RESULT)).isTrue();
        deliver();
        assertThat(requests).isEmpty();
    }
}
