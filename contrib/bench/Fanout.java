import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.bootagent.easyagent.proto.StatusReportEvent;

/** Simulates hosts, each with a connection and a stream of its own, and measures Booter with them. See fanout.sh. */
public final class Fanout {
    private static final Pattern AGENTSN = Pattern.compile("\"agentsn\"\\s*:\\s*\"([^\"]+)\"");
    private static final String ID = "\"id\":\"";
    private static final int STARTING_AT_ONCE = 100;

    private final List<StreamHosts> loops;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String api;
    private final long booter;
    private final String jcmd;
    private final List<Host> hosts = new ArrayList<>();
    private volatile Round round = new Round(0);

    private Fanout(URI stream, String api, long booter, String jcmd) throws IOException {
        var server = new InetSocketAddress(stream.getHost(), stream.getPort());
        this.loops = List.of(new StreamHosts(server, "hosts-0"), new StreamHosts(server, "hosts-1"));
        this.api = api;
        this.booter = booter;
        this.jcmd = jcmd;
    }

    /** One command to all hosts. */
    private static final class Round {
        final CountDownLatch pushed;
        final CountDownLatch answered;
        final AtomicLong firstPush = new AtomicLong();
        final AtomicLong lastPush = new AtomicLong();
        final AtomicLong lastResult = new AtomicLong();

        Round(int count) {
            pushed = new CountDownLatch(count);
            answered = new CountDownLatch(count);
        }
    }

    public static void main(String[] args) throws Exception {
        var bench = new Fanout(URI.create("http://" + args[1]), args[2], Long.parseLong(args[3]), args[4]);
        bench.measure(Integer.parseInt(args[0]));
        System.exit(0);
    }

    private void measure(int count) throws Exception {
        long[] before = memory();
        long began = System.nanoTime();
        connect(count);
        System.err.printf("%d hosts connected in %.1f s%n", count, seconds(began));
        warmUp();
        Thread.sleep(2000);
        long[] after = memory();
        row("%,d hosts: RSS of Booter a host, KB", "%.1f", (after[0] - before[0]) / 1e3 / count);
        row("%,d hosts: heap after GC a host, KB", "%.1f", (after[1] - before[1]) / 1e3 / count);
        var rounds = new ArrayList<double[]>();
        for (int i = 0; i < 7; i++) {
            rounds.add(fanOut());
        }
        row("%,d hosts: one command to all, request to jobs durable, ms", "%.0f", median(rounds, 0));
        row("%,d hosts: first push to last push, ms", "%.0f", median(rounds, 1));
        row("%,d hosts: request to last push, ms", "%.0f", median(rounds, 2));
        row("%,d hosts: request to last result durable, ms", "%.0f", median(rounds, 3));
        double[] trips = roundTrips(500);
        row("%,d hosts: single round trip API, host, result, p50 ms", "%.1f", trips[trips.length / 2]);
        row("%,d hosts: single round trip API, host, result, p99 ms", "%.1f", trips[trips.length * 99 / 100]);
        row("%,d hosts: durable events/s, one at a time from each", "%.0f", events(Duration.ofSeconds(10)));
        row("%,d hosts: of these online, just after that", "%.0f", online());
        Thread.sleep(60_000);
        row("%,d hosts: of these online, silent for a minute, which is six of their steps", "%.0f", online());
        row("%,d hosts: RSS of Booter then, MiB", "%.0f", resident() / 1048576.0);
    }

    /** Warms up, so that a running server is measured and not its runtime's compiler. */
    private void warmUp() throws Exception {
        for (int i = 0; i < 5; i++) {
            fanOut();
        }
        events(Duration.ofSeconds(45));
    }

    private void row(String what, String format, double value) {
        System.out.printf("| " + what + " | " + format + " |%n", hosts.size(), value);
        System.out.flush();
    }

    private void connect(int count) throws Exception {
        var starting = new Semaphore(STARTING_AT_ONCE);
        var ready = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            starting.acquire();
            var host = new Host(i);
            hosts.add(host);
            host.register(() -> {
                starting.release();
                ready.countDown();
            });
        }
        await(ready, 120, "hosts connected");
    }

    /** Returns milliseconds: the request, the pushes, request to last push, request to last result. */
    private double[] fanOut() throws Exception {
        var next = new Round(hosts.size());
        round = next;
        long began = System.nanoTime();
        var reply = post("/api/v2/jobs", "{\"hosts\":\"all\",\"action\":\"exec\",\"parameters\":{\"script\":\"true\"}}");
        long accepted = System.nanoTime();
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(reply.statusCode() + " " + reply.body());
        }
        await(next.pushed, 60, "pushes");
        await(next.answered, 60, "results");
        return new double[] {
            millis(accepted - began),
            millis(next.lastPush.get() - next.firstPush.get()),
            millis(next.lastPush.get() - began),
            millis(next.lastResult.get() - began)
        };
    }

    /** Returns round trips as an operator sees them, over HTTP. */
    private double[] roundTrips(int count) throws Exception {
        var random = new Random(1);
        var times = new double[count];
        for (int i = 0; i < count; i++) {
            var host = hosts.get(random.nextInt(hosts.size()));
            round = new Round(1);
            long began = System.nanoTime();
            String body = post("/api/v2/hosts/" + host.sn + "/jobs", "{\"action\":\"exec\",\"script\":\"true\"}").body();
            int id = body.indexOf(ID) + ID.length();
            if (id < ID.length()) {
                throw new IllegalStateException(body);
            }
            String asked = body.substring(id, body.indexOf('"', id));
            String job;
            do {
                job = http.send(
                                HttpRequest.newBuilder(URI.create(api + "/api/v2/jobs/" + asked + "?wait=5")).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
            } while (!job.contains("\"status\":\"done\""));
            times[i] = millis(System.nanoTime() - began);
        }
        Arrays.sort(times);
        return times;
    }

    /** Returns confirmed events per second, each durable in Booter. */
    private double events(Duration length) throws Exception {
        var confirmed = new AtomicLong();
        long began = System.nanoTime();
        long end = began + length.toNanos();
        var over = new CountDownLatch(hosts.size());
        for (Host host : hosts) {
            host.tellUntil(end, confirmed, over);
        }
        await(over, length.toSeconds() + 60, "events");
        return confirmed.get() / seconds(began);
    }

    private double online() throws Exception {
        String metrics = http.send(
                        HttpRequest.newBuilder(URI.create(api + "/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        var found = Pattern.compile("(?m)^booter_hosts_online (\\S+)$").matcher(metrics);
        if (!found.find()) {
            throw new IllegalStateException(metrics);
        }
        return Double.parseDouble(found.group(1));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Returns bytes: resident, and heap in use after a collection. */
    private long[] memory() throws Exception {
        run("GC.run");
        run("GC.run");
        var heap = Pattern.compile("used (\\d+)K").matcher(run("GC.heap_info"));
        long used = heap.find() ? Long.parseLong(heap.group(1)) * 1024 : 0;
        // The serial collector has two generations.
        used += heap.find() && run("VM.flags").contains("UseSerialGC") ? Long.parseLong(heap.group(1)) * 1024 : 0;
        return new long[] {residentWhenGivenBack(), used};
    }

    /** Returns resident memory after the runtime has returned freed memory in the background. */
    private long residentWhenGivenBack() throws Exception {
        long before = resident();
        for (int seconds = 1; seconds <= 20; seconds++) {
            Thread.sleep(1000);
            long now = resident();
            if (Math.abs(before - now) < before / 200) {
                System.err.printf("memory of Booter settled within %d s%n", seconds);
                return now;
            }
            before = now;
        }
        return before;
    }

    private long resident() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/" + booter + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IllegalStateException("Booter is gone");
    }

    private String run(String command) throws Exception {
        var process = new ProcessBuilder(jcmd, Long.toString(booter), command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch, long seconds, String what) throws InterruptedException {
        if (!latch.await(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException(latch.getCount() + " " + what + " are missing after " + seconds + " s");
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double median(List<double[]> rounds, int column) {
        var sorted = rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private final class Host {
        private final String name;
        private final StreamHosts at;
        private StreamHosts.Connection connection;
        private SidecarRequestHeader header;
        private String sn;

        Host(int number) {
            name = "host" + number;
            at = loops.get(number % loops.size());
        }

        void register(Runnable ready) {
            at.execute(() -> connection(ready));
        }

        private void connection(Runnable ready) {
            try {
                connection = at.new Connection(name);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var request = RegisterRequest.newBuilder()
                    .setHeader(header(UUID.randomUUID()))
                    .setHost(name)
                    .setOsType("linux")
                    .setVersion("bootagent-0.0.0-x86_64")
                    .build();
            connection.call("registerSidecar", request.toByteArray(), reply -> {
                var found = AGENTSN.matcher(parsed(reply, RegisterResponse.parser()).getReply().toStringUtf8());
                if (!found.find()) {
                    throw new IllegalStateException("no agentsn in the reply to " + name);
                }
                sn = found.group(1);
                header = header(UUID.fromString(sn));
                var control = ControlRequest.newBuilder().setHeader(header).build();
                connection.stream(
                        "readyForControl",
                        control.toByteArray(),
                        command -> answer(parsed(command, ControlResponse.parser())));
                report("", "", done -> ready.run());
            });
        }

        private void answer(ControlResponse command) {
            var current = round;
            long now = System.nanoTime();
            current.firstPush.compareAndSet(0, now);
            current.lastPush.accumulateAndGet(now, Math::max);
            current.pushed.countDown();
            String job = command.getJobOption().getJson().toStringUtf8();
            int id = job.indexOf(ID) + ID.length();
            if (id < ID.length()) {
                throw new IllegalStateException("no id in " + job);
            }
            String result = "{\"id\":\"" + job.substring(id, job.indexOf('"', id))
                    + "\",\"errcode\":0,\"message\":\"success\",\"action\":\"exec\",\"name\":\"\"}";
            report(result, "", reply -> {
                current.lastResult.accumulateAndGet(System.nanoTime(), Math::max);
                current.answered.countDown();
            });
        }

        void tellUntil(long end, AtomicLong confirmed, CountDownLatch over) {
            at.execute(() -> tell(end, confirmed, over));
        }

        private void tell(long end, AtomicLong confirmed, CountDownLatch over) {
            if (System.nanoTime() - end > 0) {
                over.countDown();
                return;
            }
            String event = "{\"id\":\"" + UUID.randomUUID() + "\",\"time\":" + System.currentTimeMillis() / 1000.0
                    + ",\"agent\":\"demo\",\"type\":\"abnormal-exit\",\"detail\":\"ended with exit code 1 after 3 s\"}";
            report("", event, reply -> {
                confirmed.incrementAndGet();
                tell(end, confirmed, over);
            });
        }

        private void report(String results, String events, Consumer<EmptyResponse> then) {
            String json = "{\"hostname\":\"" + name + "\",\"agentsn\":\"" + sn + "\",\"version\":\"bootagent-0.0.0-x86_64\",\"uptime\":60,"
                    + "\"timestamp\":" + System.currentTimeMillis() / 1000 + ",\"step\":10,\"agents\":[],\"jobs\":[" + results
                    + "],\"events\":[" + events + "],\"actions\":[\"exec\"],\"progress\":[]}";
            var event = Event.newBuilder()
                    .setHeader(header)
                    .setEventType(Event.EventType.EVT_STATUS_REPORT)
                    .setStatusReport(StatusReportEvent.newBuilder().setJson(ByteString.copyFromUtf8(json)))
                    .build();
            connection.call("reportEvent", event.toByteArray(), bytes -> {
                var reply = parsed(bytes, EmptyResponse.parser());
                if (!reply.getReply().toStringUtf8().contains("\"status\":0")) {
                    throw new IllegalStateException("the report of " + name + " was not taken: " + reply);
                }
                then.accept(reply);
            });
        }

        private <T> T parsed(byte[] message, Parser<T> parser) {
            try {
                return parser.parseFrom(message);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(name + " received what is no message", e);
            }
        }

        private SidecarRequestHeader header(UUID id) {
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            return SidecarRequestHeader.newBuilder()
                    .setId(ByteString.copyFrom(bytes))
                    .setSystime(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond()))
                    .build();
        }
    }
}
