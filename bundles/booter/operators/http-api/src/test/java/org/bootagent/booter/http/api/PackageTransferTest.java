package org.bootagent.booter.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.booter.http.api.Booter.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageTransferTest {
    private static final String CONTENT = "0123456789";

    @TempDir
    private Path home;

    private Booter booter;

    @BeforeEach
    void start() throws Exception {
        booter = new Booter(home, "");
    }

    @AfterEach
    void stop() {
        booter.close();
    }

    @Test
    void pushesListsAndRemoves() throws Exception {
        var pushed = booter.send("PUT", "/packages/a-1.0+x~1.deb", CONTENT);
        assertThat(pushed.statusCode()).isEqualTo(201);
        var view = json(pushed);
        assertThat(view.path("file").asText()).isEqualTo("a-1.0+x~1.deb");
        assertThat(view.path("size").asInt()).isEqualTo(10);
        assertThat(view.path("checksum").asText())
                .isEqualTo("SHA256:84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882");
        assertThat(pushed.headers().firstValue("Location"))
                .contains(view.path("url").asText());
        assertThat(json(booter.get("/api/v2/packages")).path("packages").path(0))
                .isEqualTo(view);
        assertThat(booter.send("DELETE", "/api/v2/packages/a-1.0+x~1.deb", null).statusCode())
                .isEqualTo(204);
        assertThat(booter.send("DELETE", "/api/v2/packages/a-1.0+x~1.deb", null).statusCode())
                .isEqualTo(404);
        assertThat(booter.get("/packages/a-1.0+x~1.deb").statusCode()).isEqualTo(404);
    }

    @Test
    void replacesOnlyOnRequest() throws Exception {
        booter.send("PUT", "/packages/a", CONTENT);
        assertThat(booter.send("PUT", "/packages/a", CONTENT).statusCode()).isEqualTo(200);
        assertThat(booter.send("PUT", "/packages/a", "other").statusCode()).isEqualTo(409);
        assertThat(booter.get("/packages/a").body()).isEqualTo(CONTENT);
        assertThat(booter.send("PUT", "/packages/a?replace=true", "other").statusCode())
                .isEqualTo(200);
        assertThat(booter.get("/packages/a").body()).isEqualTo("other");
    }

    @Test
    void takesABodyThatLooksLikeAForm() throws Exception {
        booter.send("PUT", "/packages/a", "replace=true", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(booter.get("/packages/a").body()).isEqualTo("replace=true");
    }

    @Test
    void sendsThePartsThatAreAskedFor() throws Exception {
        booter.send("PUT", "/packages/a", CONTENT);
        var whole = booter.get("/packages/a");
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(whole.headers().firstValue("Content-Length")).contains("10");
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        var part = booter.get("/packages/a", "Range", "bytes=4-", "If-Range", etag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("456789");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 4-9/10");
        assertThat(booter.get("/packages/a", "Range", "bytes=-2").body()).isEqualTo("89");
        assertThat(booter.get("/packages/a", "Range", "bytes=0-1,4-5").body()).isEqualTo(CONTENT);
        var outside = booter.get("/packages/a", "Range", "bytes=10-");
        assertThat(outside.statusCode()).isEqualTo(416);
        assertThat(outside.headers().firstValue("Content-Range")).contains("bytes */10");
    }

    @Test
    void resumesNoDownloadOfOtherContent() throws Exception {
        booter.send("PUT", "/packages/a", CONTENT);
        String etag = booter.get("/packages/a").headers().firstValue("ETag").orElseThrow();
        booter.send("PUT", "/packages/a?replace=true", "abcdefghij");
        var resumed = booter.get("/packages/a", "Range", "bytes=4-", "If-Range", etag);
        assertThat(resumed.statusCode()).isEqualTo(200);
        assertThat(resumed.body()).isEqualTo("abcdefghij");
    }

    @Test
    void sendsNothingTwice() throws Exception {
        booter.send("PUT", "/packages/a", CONTENT);
        var head = booter.send("HEAD", "/packages/a", null);
        assertThat(head.headers().firstValue("Content-Length")).contains("10");
        assertThat(head.body()).isEmpty();
        String etag = head.headers().firstValue("ETag").orElseThrow();
        assertThat(booter.get("/packages/a", "If-None-Match", etag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void sendsAnEmptyFile() throws Exception {
        booter.send("PUT", "/packages/a", "");
        var empty = booter.get("/packages/a");
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.headers().firstValue("Content-Length")).contains("0");
    }

    @Test
    void boundsAPackage() throws Exception {
        var large = new ByteArrayInputStream(new byte[(int) Booter.MAX_PACKAGE + 1]);
        assertThat(booter.put("/packages/a", large).statusCode()).isEqualTo(413);
        var largest = new ByteArrayInputStream(new byte[(int) Booter.MAX_PACKAGE]);
        assertThat(booter.put("/packages/a", largest).statusCode()).isEqualTo(201);
    }

    @Test
    void refusesANameThatIsNoFileName() throws Exception {
        assertThat(booter.send("PUT", "/packages/.hidden", CONTENT).statusCode())
                .isEqualTo(400);
        assertThat(booter.send("PUT", "/packages/a%20b", CONTENT).statusCode()).isEqualTo(400);
        assertThat(
                        booter.raw(
                                "PUT /packages/..%2fa HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"))
                .contains(" 400 ");
        assertThat(home.resolve("a")).doesNotExist();
    }

    @Test
    void keepsNothingOfAnUploadThatIsCut() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), booter.port())) {
            String request = "PUT /packages/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            await().until(() -> staged() == 1);
        }
        await().until(() -> staged() == 0);
        assertThat(booter.get("/packages/a").statusCode()).isEqualTo(404);
    }

    private long staged() throws IOException {
        var directory = booter.packages.resolve(".tmp");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }
}
