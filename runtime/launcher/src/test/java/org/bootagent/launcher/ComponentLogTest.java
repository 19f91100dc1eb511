package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComponentLogTest {
    private static final String NAME = "org.x.Publisher";
    private static final String FAILED = "bundle org.x:1 (27)[org.x.Publisher(14)] : Error during instantiation";

    private final Logger logger = Logger.getLogger(NAME);
    private final LogRecords records = new LogRecords(logger);
    private final org.osgi.service.log.Logger log =
            new ComponentLog().getLogger(null, NAME, org.osgi.service.log.Logger.class);

    @AfterEach
    void goDeaf() {
        records.close();
    }

    @Test
    void aSettingThatIsRefusedIsOneLineHoweverOftenItIs() {
        log.error(FAILED, refusal("x/key is wrong"));
        log.error(FAILED, refusal("x/key is wrong"));
        log.error(FAILED, refusal("x/other is wrong"));

        assertThat(records.all())
                .extracting(LogRecord::getLevel, LogRecord::getMessage, LogRecord::getThrown)
                .containsExactly(
                        tuple(Level.SEVERE, "x/key is wrong", null), tuple(Level.SEVERE, "x/other is wrong", null));
    }

    @Test
    void whatNobodyExpectedHasItsTraceOnce() {
        var first = new InvocationTargetException(new NullPointerException());
        log.error(FAILED, first);
        log.error(FAILED, new InvocationTargetException(new NullPointerException()));

        assertThat(records.all())
                .extracting(LogRecord::getMessage, LogRecord::getThrown)
                .containsExactly(
                        tuple(FAILED, first), tuple(FAILED + ": as before, " + new NullPointerException(), null));
    }

    @Test
    void aLibrarysOwnIllegalArgumentKeepsItsTrace() {
        var thrown = new InvocationTargetException(libraries());
        log.error(FAILED, thrown);

        assertThat(records.all()).extracting(LogRecord::getThrown).containsExactly(thrown);
    }

    @Test
    void anErrorWithoutAnExceptionIsToldEachTime() {
        log.error("{} is broken", "x");
        log.error("broken {}");
        log.error("{} and {} and {}", "a", "b", "c");

        assertThat(records.all())
                .extracting(LogRecord::getMessage)
                .containsExactly("x is broken", "broken {}", "a and b and c");
    }

    @Test
    void howItGoesAboutItsWorkIsToldToWhoWantsAll() {
        assertThat(log.isErrorEnabled()).isTrue();
        assertThat(log.isWarnEnabled()).isFalse();
        log.warn("one");
        log.info("two");
        assertThat(records.all()).isEmpty();
        logger.setLevel(Level.FINE);
        try {
            assertThat(log.isWarnEnabled()).isTrue();
            log.warn("three");
        } finally {
            logger.setLevel(null);
        }
        assertThat(records.all()).extracting(LogRecord::getMessage).containsExactly("three");
    }

    @Test
    void aLoggerIsAnObjectLikeOthers() {
        assertThat(log.getName()).isEqualTo(NAME);
        assertThat(log).hasToString(NAME).isEqualTo(log).isNotEqualTo(new ComponentLog().getLogger(NAME));
        assertThat(log.hashCode()).isEqualTo(log.hashCode());
    }

    private static Exception refusal(String words) {
        return new InvocationTargetException(new IllegalArgumentException(words));
    }

    private static IllegalArgumentException libraries() {
        return catchIllegalArgumentException(() -> URI.create("a b"));
    }
}
