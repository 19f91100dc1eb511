package org.bootagent.booter.publish.pipeline;

import java.util.concurrent.atomic.LongAdder;

/** Counts the outcomes of one publisher's publications since this process began. */
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

    /** Records a refusal. A sink that refuses is up, so this is not a failure. */
    void refused(String error, double time) {
        lastError = error;
        lastErrorTime = time;
    }

    void succeeded() {
        failing = false;
    }

    /** Returns the reason of the last failure, or empty. */
    String lastError() {
        return lastError;
    }

    /** Returns the Unix time of the last failure; 0 for never. */
    double lastErrorTime() {
        return lastErrorTime;
    }

    boolean failing() {
        return failing;
    }
}
