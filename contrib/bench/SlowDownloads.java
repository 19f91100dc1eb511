import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Simulates hosts that download a package slowly, and others that report meanwhile. See slow-downloads.sh. */
public final class SlowDownloads {
    private static final int REPORTERS = 10;
    private static final int REPORTS = 60;
    private static final int PAUSE_MILLIS = 200;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int TICK_MILLIS = 100;

    private final InetSocketAddress server;
    private final int bytesPerSecond;
    private final List<SocketChannel> slow = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile long received;

    private SlowDownloads(InetSocketAddress server, int bytesPerSecond) {
        this.server = server;
        this.bytesPerSecond = bytesPerSecond;
    }

    public static void main(String[] args) throws Exception {
        int hosts = Integer.parseInt(args[0]);
        var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(args[1]));
        var bench = new SlowDownloads(address, Integer.parseInt(args[3]));
        bench.reports();
        row(args[4], "alone", bench.reports());
        bench.connect(hosts, args[2]);
        var reader = new Thread(bench::read, "slow-hosts");
        reader.setDaemon(true);
        reader.start();
        for (int i = 0; i < 60 && bench.begun.get() + bench.busy.get() < hosts; i++) {
            Thread.sleep(1_000);
        }
        long before = bench.received;
        long start = System.nanoTime();
        var reports = bench.reports();
        row(args[4], "with " + bench.begun + " of " + hosts + " slow downloads", reports);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.printf(
                "%s: %d downloads under way, %.1f KB/s each; %d told to come later%n",
                args[4], bench.begun.get(), (bench.received - before) / seconds / 1e3 / hosts, bench.busy.get());
        System.exit(0);
    }

    private static void row(String name, String what, List<Long> micros) {
        long lost = micros.stream().filter(each -> each < 0).count();
        var good = new ArrayList<>(micros.stream().filter(each -> each >= 0).toList());
        Collections.sort(good);
        System.out.printf(
                "| %s | %s | %s | %s | %s | %d of %d |%n",
                name, what, at(good, 0.5), at(good, 0.99), at(good, 1), lost, micros.size());
    }

    private static String at(List<Long> sorted, double part) {
        if (sorted.isEmpty()) {
            return "–";
        }
        int index = (int) Math.min(sorted.size() - 1L, Math.round(part * sorted.size()));
        return String.format("%.1f ms", sorted.get(index) / 1e3);
    }

    /** Connects each host from an address of its own. */
    private void connect(int hosts, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        for (int i = 0; i < hosts; i++) {
            var channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 8192);
            channel.bind(new InetSocketAddress("127.1." + i / 250 + "." + (1 + i % 250), 0));
            channel.connect(server);
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            slow.add(channel);
        }
    }

    private void read() {
        var buffer = ByteBuffer.allocate(bytesPerSecond * TICK_MILLIS / 1000);
        var seen = new boolean[slow.size()];
        long next = System.nanoTime();
        while (true) {
            for (int i = 0; i < slow.size(); i++) {
                read(i, buffer.clear(), seen);
            }
            next += TICK_MILLIS * 1_000_000L;
            long left = next - System.nanoTime();
            if (left > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(left);
            }
        }
    }

    private void read(int i, ByteBuffer buffer, boolean[] seen) {
        try {
            int n = slow.get(i).read(buffer);
            if (n <= 0) {
                return;
            }
            received += n;
            if (!seen[i]) {
                seen[i] = true;
                boolean good = new String(buffer.array(), 0, n, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200");
                (good ? begun : busy).incrementAndGet();
            }
        } catch (IOException e) {
            // Cut off by the server.
        }
    }

    /** Returns the duration of each report, in µs; -1: no answer. */
    private List<Long> reports() throws InterruptedException {
        var all = Collections.synchronizedList(new ArrayList<Long>());
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < REPORTERS; i++) {
            threads.add(new Thread(() -> reportSeveral(all)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return all;
    }

    private void reportSeveral(List<Long> all) {
        String sn = UUID.randomUUID().toString();
        int missed = 0;
        for (int i = 0; i < REPORTS && missed < 3; i++) {
            long took = report(sn);
            missed = took < 0 ? missed + 1 : 0;
            all.add(took);
            java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
        }
    }

    private long report(String sn) {
        String body = "{\"hostname\":\"bench\",\"agentsn\":\"" + sn
                + "\",\"version\":\"bootagent-0.1.0-x86_64\",\"uptime\":1,\"timestamp\":1,\"step\":600,\"agents\":[],\"jobs\":[]}";
        String request = "POST /agent/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        long start = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(server, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200") ? (System.nanoTime() - start) / 1000 : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
