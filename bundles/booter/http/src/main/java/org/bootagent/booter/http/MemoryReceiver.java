package org.bootagent.booter.http;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeoutException;

/** Collects a body in memory within the limit, and has it served. */
final class MemoryReceiver implements BodyReceiver {
    private final Exchange exchange;
    private final Exchanges all;
    private final String peer;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Refusal refusal;

    MemoryReceiver(Exchange exchange, Exchanges all, String peer) {
        this.exchange = exchange;
        this.all = all;
        this.peer = peer;
    }

    /** Takes a piece. A refused body is still read, or its client would be cut off while sending and never see why. */
    @Override
    public void take(byte[] buffer, int length) {
        if (refusal == null && body.size() + length > all.limits.bodyBytes()) {
            refuse(Exchanges.tooLarge(all.limits.bodyBytes()));
        } else if (refusal == null && !all.memory.acquire(peer, length)) {
            refuse(Exchanges.BUSY);
        } else if (refusal == null) {
            body.write(buffer, 0, length);
        }
    }

    @Override
    public void complete() {
        if (refusal != null) {
            exchange.refuse(refusal);
            return;
        }
        try {
            exchange.serve(body.toByteArray());
        } finally {
            all.memory.release(peer, body.size());
        }
    }

    @Override
    public void failed(Throwable why) {
        all.memory.release(peer, body.size());
        if (why instanceof TimeoutException) {
            exchange.refuse(refusal == null ? Exchanges.TOO_SLOW : refusal);
        } else {
            all.quiet(why);
            exchange.refuse(Exchanges.CUT);
        }
    }

    void refuse(Refusal why) {
        refusal = why;
        all.memory.release(peer, body.size());
        body = new ByteArrayOutputStream();
    }
}
