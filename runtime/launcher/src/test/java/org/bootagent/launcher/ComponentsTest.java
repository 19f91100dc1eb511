package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    @Test
    void theOutermostExceptionThatHasWordsIsTold() {
        assertThat(reason("""
                java.lang.reflect.InvocationTargetException
                \tat x.Y.z(Y.java:1)
                Caused by: java.lang.IllegalArgumentException: outer: words
                \tat x.Y.z(Y.java:2)
                Caused by: java.net.BindException: Address already in use
                \t... 3 more
                """)).isEqualTo("outer: words");
    }

    @Test
    void anExceptionWithoutACauseOrWordsIsTold() {
        assertThat(reason("x.y.Wrong$Kind: a: b\n\tat x")).isEqualTo("a: b");
        assertThat(reason("java.lang.NullPointerException\n\tat x")).isEqualTo("java.lang.NullPointerException");
        assertThat(reason(null)).isNotEmpty();
    }

    @Test
    void aWrongSettingIsToldApartFromWhatMayBeThereTheNextTime() {
        assertThat(wrongSetting("java.lang.IllegalArgumentException: x/key is wrong\n\tat x"))
                .isTrue();
        assertThat(wrongSetting("x.y.Wrapped\n\tat x\nCaused by: java.lang.IllegalArgumentException: x/key is wrong"))
                .isTrue();
        assertThat(
                        wrongSetting(
                                "java.lang.IllegalStateException: x/port is taken\nCaused by: java.lang.IllegalArgumentException: x"))
                .isFalse();
        assertThat(wrongSetting("java.lang.IllegalArgumentException\n\tat x")).isFalse();
        assertThat(wrongSetting(null)).isFalse();
    }

    @Test
    void theCauseIsToldBeforeWhatFollowsFromIt() {
        var stream = Components.Failure.of(
                "a.Stream", "java.lang.IllegalStateException: Unable to get service for reference fleet\n\tat x");
        var store = Components.Failure.of("b.Store", "x.PoolException: no driver for jdbc:x\n\tat x");
        var other = Components.Failure.of("c.Other", "x.OtherException: broken\n\tat x");
        assertThat(Stream.of(stream, other, store).sorted(Components.CAUSES_FIRST))
                .containsExactly(store, other, stream);
    }

    /** Stands for the data transfer objects of Declarative Services, which the launcher reads by the names of their fields. */
    public static final class Data {
        public String name;
        public String interfaceName;
        public Data[] references;
        public Data[] unsatisfiedReferences;

        static Data reference(String name, String interfaceName) {
            var reference = new Data();
            reference.name = name;
            reference.interfaceName = interfaceName;
            return reference;
        }
    }

    @Test
    void whatAComponentWaitsForIsToldByItsService() {
        var component = new Data();
        component.name = "org.bootagent.api.V1Servlet";
        component.references = new Data[] {Data.reference("$000", "x.Fleet"), Data.reference("$001", "x.Outputs")};
        var configuration = new Data();
        configuration.unsatisfiedReferences = new Data[] {Data.reference("$001", null), Data.reference("other", null)};
        assertThat(Components.lack(component, configuration))
                .isEqualTo("org.bootagent.api.V1Servlet does not run: it waits for x.Outputs, other");
    }

    private static String reason(String trace) {
        return Components.Failure.of("a", trace).reason();
    }

    private static boolean wrongSetting(String trace) {
        return Components.Failure.of("a", trace).wrongSetting();
    }
}
