package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;

/** Fetches {@code ftp}, passive, as the URL's user or anonymously. Resumes a broken download if the server can. */
final class FtpScheme implements Scheme {
    private static final int NOT_LOGGED_IN = 530;
    private static final int NO_SUCH_FILE = 550;

    private final FetchSettings settings;
    private final ScheduledExecutorService scheduler;

    FtpScheme(FetchSettings settings, ScheduledExecutorService scheduler) {
        this.settings = settings;
        this.scheduler = scheduler;
    }

    @Override
    public void fetch(URI url, PartFile part) throws IOException {
        var location = FtpLocation.of(url);
        var client = client();
        var watch = new CancelWatch(scheduler, part.context(), () -> disconnect(client));
        try {
            logIn(client, url, location);
            receive(client, url, location.path(), part);
        } finally {
            watch.stop();
            disconnect(client);
        }
    }

    private FTPClient client() {
        var client = new FTPClient();
        client.setConnectTimeout((int) settings.connectTimeout().toMillis());
        client.setDefaultTimeout((int) settings.responseTimeout().toMillis());
        client.setDataTimeout(Duration.ofMillis(settings.responseTimeout().toMillis()));
        client.setControlEncoding("UTF-8");
        return client;
    }

    private static void logIn(FTPClient client, URI url, FtpLocation location) throws IOException {
        client.connect(location.host(), location.port() < 0 ? FTP.DEFAULT_PORT : location.port());
        if (!FTPReply.isPositiveCompletion(client.getReplyCode())
                || !client.login(location.user(), location.password())) {
            throw refused(client, url);
        }
        client.enterLocalPassiveMode();
        client.setFileType(FTP.BINARY_FILE_TYPE);
    }

    private static void receive(FTPClient client, URI url, String path, PartFile part) throws IOException {
        long have = part.size();
        client.setRestartOffset(have);
        try (var in = client.retrieveFileStream(path)) {
            if (in == null && have > 0) {
                // The server may not know how to go on, or the file has become shorter.
                part.delete();
                throw new IOException("the server does not send the rest of the file: " + reply(client));
            }
            if (in == null) {
                throw refused(client, url);
            }
            part.append(in, -1);
        }
        if (!client.completePendingCommand()) {
            throw new IOException("the server broke the transfer off: " + reply(client));
        }
    }

    private static IOException refused(FTPClient client, URI url) {
        String message = "the server of " + Fetcher.shown(url) + " said " + reply(client);
        int code = client.getReplyCode();
        return code == NO_SUCH_FILE || code == NOT_LOGGED_IN
                ? new JobFault(ErrorCode.DOWNLOAD_FAILED, message + "; correct url, or put the file there")
                : new IOException(message);
    }

    private static String reply(FTPClient client) {
        return String.valueOf(client.getReplyString()).strip();
    }

    private static void disconnect(FTPClient client) {
        try {
            client.disconnect();
        } catch (IOException e) {
            // Nothing is asked of the connection any more.
        }
    }
}
