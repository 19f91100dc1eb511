package org.bootagent.console;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes clients of the console's socket, a few at a time. */
final class SocketServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final int MAX_CLIENTS = 8;

    private final SocketFile file;
    private final Object key;
    private final ServerSocketChannel server;
    private final Answers answers;
    private final Duration patience;
    private final ThreadPoolExecutor clients;

    SocketServer(SocketFile file, Answers answers, Duration patience) throws IOException {
        this.file = file;
        this.answers = answers;
        this.patience = patience;
        this.server = file.listen();
        this.key = file.key();
        // No thread waits for clients that seldom come.
        this.clients = new ThreadPoolExecutor(
                0, MAX_CLIENTS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), NamedThreads.numbered("console-client"));
        NamedThreads.create("console", this::acceptAll).start();
    }

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                accept(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.error("The console is off until the next start: no client can be accepted", e);
                return;
            }
        }
    }

    private void accept(SocketChannel channel) throws IOException {
        try {
            clients.execute(() -> serve(channel));
        } catch (RejectedExecutionException e) {
            LOG.info("Refusing a client of the console: {} are connected already", MAX_CLIENTS);
            channel.close();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                var conversation = new ConsoleSession(channel, patience)) {
            var answer = answer(conversation.read());
            conversation.write(answer.exitCode() + "\n" + answer.text());
        } catch (IOException e) {
            LOG.info("A client of the console got no answer: {}", e.getMessage());
        }
    }

    private Answers.Answer answer(String request) throws IOException {
        try {
            return answers.answer(request);
        } catch (RuntimeException e) {
            LOG.error("The console could not answer '{}'", request, e);
            return new Answers.Answer(Answers.FAILED, "failed: " + e.getMessage() + "; see the log\n");
        }
    }

    @Override
    public void close() throws IOException {
        clients.shutdownNow();
        server.close();
        file.remove(key);
    }
}
