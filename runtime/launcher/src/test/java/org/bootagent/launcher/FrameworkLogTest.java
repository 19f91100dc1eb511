package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.reflect.Proxy;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceException;

class FrameworkLogTest {
    private final Logger logger = Logger.getLogger(FrameworkLog.class.getName());
    private final LogRecords records = new LogRecords(logger);

    @AfterEach
    void goDeaf() {
        records.close();
    }

    @Test
    void aServiceThatIsNotHadIsToldOnlyToWhoWantsAll() {
        logger.setLevel(Level.FINE);
        try {
            log(FrameworkEvent.ERROR, new ServiceException("Service factory returned null. (Component: x)"));
        } finally {
            logger.setLevel(null);
        }

        assertThat(logged().getThrown()).isNull();
        assertThat(logged().getMessage()).isEqualTo("Bundle org.x: Service factory returned null. (Component: x)");
        assertThat(logged().getLevel()).isEqualTo(Level.FINE);
    }

    @Test
    void whatHasACauseIsToldInFull() {
        var thrown = new ServiceException("Service factory threw", new IllegalStateException("why"));

        log(FrameworkEvent.ERROR, thrown);

        assertThat(logged().getThrown()).isSameAs(thrown);
        assertThat(logged().getLevel()).isEqualTo(Level.SEVERE);
    }

    @Test
    void errorsWarningsAndNothingElseAreTold() {
        var thrown = new IllegalStateException("why");
        log(FrameworkEvent.STARTED, null);
        log(FrameworkEvent.INFO, thrown);
        log(FrameworkEvent.ERROR, thrown);
        log(FrameworkEvent.WARNING, thrown);

        assertThat(records.all())
                .extracting(LogRecord::getLevel, LogRecord::getThrown)
                .containsExactly(tuple(Level.SEVERE, thrown), tuple(Level.WARNING, thrown));
    }

    private LogRecord logged() {
        assertThat(records.all()).hasSize(1);
        return records.all().get(0);
    }

    private static void log(int type, Throwable thrown) {
        var bundle = (Bundle) Proxy.newProxyInstance(
                FrameworkLogTest.class.getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getSymbolicName");
                    return "org.x";
                });
        FrameworkLog.log(new FrameworkEvent(type, bundle, thrown));
    }
}
