package org.bootagent.booter.publish.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.client.HttpSink;

/** Posts each batch as one body. */
final class Batches implements Format {
    private final Body body;
    private final Signature signature;
    private final HttpSink sink;

    Batches(Body body, Signature signature, HttpSink sink) {
        this.body = body;
        this.signature = signature;
        this.sink = sink;
    }

    @Override
    public boolean takes(Publication.Kind kind) {
        return kind != Publication.Kind.HEALTH_CHECK;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        byte[] bytes = body.write(batch).getBytes(StandardCharsets.UTF_8);
        sink.post("", body.mediaType(), bytes, signature.of(bytes)).required();
    }
}
