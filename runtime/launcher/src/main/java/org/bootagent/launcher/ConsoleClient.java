package org.bootagent.launcher;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Sends requests to the host agent of a home over its control socket. */
final class ConsoleClient {
    private static final int NOT_RUNNING = 3;

    private final Path socket;

    ConsoleClient(Path home) {
        this.socket = home.toAbsolutePath().normalize().resolve("bootagent.sock");
    }

    /** Prints the answer; returns the exit code. */
    int ask(String question, boolean json) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                System.err.println("bootagent: no host agent is running in " + socket.getParent() + " ("
                        + e.getMessage() + "); start it with: bootagent run --home " + socket.getParent());
                return NOT_RUNNING;
            }
            String line = question + (json ? " json" : "") + "\n";
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            return print(new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)));
        }
    }

    /** Prints an answer, whose first line is the exit code. */
    private static int print(BufferedReader answer) throws IOException {
        String code = answer.readLine();
        if (code == null) {
            System.err.println("bootagent: the host agent ended the conversation; its log says why");
            return 1;
        }
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        answer.lines().forEach(out::println);
        out.flush();
        return Integer.parseInt(code.strip());
    }
}
