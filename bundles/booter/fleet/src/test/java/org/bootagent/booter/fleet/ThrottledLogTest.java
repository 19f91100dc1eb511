package org.bootagent.booter.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThrottledLogTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> lines = new ArrayList<>();

    @Test
    void writesALineAMinuteForEachCause() {
        var logger = Logger.getLogger("throttled");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            var log = new ThrottledLog(LoggerFactory.getLogger("throttled"), now::get);
            for (int i = 0; i < 3; i++) {
                log.warn("a", "one\u001b[2J\u202etwo");
                log.warn("b", "other");
            }
            assertThat(lines).containsExactly("one [2J two", "other");
            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            log.warn("a", "again");
            assertThat(lines).endsWith("again (and 2 like it before)");
            for (int i = 0; i < 1000; i++) {
                log.warn("cause " + i, "many");
            }
            assertThat(lines).hasSizeLessThan(100);
        } finally {
            logger.removeHandler(handler);
        }
    }
}
