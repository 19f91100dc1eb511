package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComponentsTest {
    @Test
    void theOutermostExceptionThatHasWordsIsTold() {
        assertThat(Components.reason("""
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
        assertThat(Components.reason("x.y.Wrong$Kind: a: b\n\tat x")).isEqualTo("a: b");
        assertThat(Components.reason("java.lang.NullPointerException\n\tat x"))
                .isEqualTo("java.lang.NullPointerException");
        assertThat(Components.reason(null)).isNotEmpty();
    }
}
