package org.bootagent.booter.http.api.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A histogram of durations. Thread-safe; in a reading taken during writes, one figure may be ahead of another. */
final class Durations {
    private static final long[] BOUNDS_MICROS = {
        1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000
    };

    private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Durations() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void add(long durationNanos) {
        int i = 0;
        while (i < BOUNDS_MICROS.length && durationNanos > TimeUnit.MICROSECONDS.toNanos(BOUNDS_MICROS[i])) {
            i++;
        }
        buckets[i].increment();
        nanos.add(durationNanos);
    }

    /** Writes Prometheus' form: a bucket counts durations up to its bound. */
    void write(PrometheusText out, String name, String help) {
        out.family(name, "histogram", help);
        long count = 0;
        for (int i = 0; i < buckets.length; i++) {
            count += buckets[i].sum();
            String bound = i < BOUNDS_MICROS.length ? String.valueOf(BOUNDS_MICROS[i] / 1e6) : "+Inf";
            out.sample(name + "_bucket", "le", bound, count);
        }
        out.sample(name + "_sum", nanos.sum() / 1e9).sample(name + "_count", count);
    }
}
