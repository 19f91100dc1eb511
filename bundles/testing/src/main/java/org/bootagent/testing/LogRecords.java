package org.bootagent.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the records of a logger until it is closed. Thread-safe. */
public final class LogRecords extends Handler implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger;

    public LogRecords(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    /** Collects the records of the logger of a class. */
    public LogRecords(Class<?> of) {
        this(Logger.getLogger(of.getName()));
    }

    public List<LogRecord> all() {
        return records;
    }

    public List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
