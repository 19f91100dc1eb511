package org.bootagent.booter.publish.pipeline;

import java.util.concurrent.atomic.LongAdder;

/** What became of what was offered to one publisher, since this process began. */
final class Counters {
    final LongAdder offered = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder overflowed = new LongAdder();
    private volatile String lastError = "";
    private volatile double lastErrorTime;
    private volatile boolean failing;

    void failed(String error, double time) {
        refused(error, time);
        failing = true;
    }

    /** A sink that refuses is there, and does not fail. */
    void refused(String error, double time) {
        lastError = error;
        lastErrorTime = time;
    }

    void succeeded() {
        failing = false;
    }

    /** Why the last try that failed did, or empty. */
    String lastError() {
        return lastError;
    }

    /** When that was, in Unix time; 0 for never. */
    double lastErrorTime() {
        return lastErrorTime;
    }

    boolean failing() {
        return failing;
    }
}
