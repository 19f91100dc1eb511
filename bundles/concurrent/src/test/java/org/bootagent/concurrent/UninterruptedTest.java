package org.bootagent.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptedTest {
    @AfterEach
    void clear() {
        var unused = Thread.interrupted();
    }

    @Test
    void hidesTheInterruptFromTheWorkAndRestoresIt() {
        Thread.currentThread().interrupt();
        boolean seen = Uninterrupted.call(() -> Thread.currentThread().isInterrupted());
        assertThat(seen).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void restoresTheInterruptAfterAFailure() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Uninterrupted.run(() -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(IOException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void keepsAnInterruptThatCameDuringTheWork() {
        Uninterrupted.run(() -> Thread.currentThread().interrupt());
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void raisesNoInterruptOfItsOwn() {
        assertThat(Uninterrupted.call(() -> "result")).isEqualTo("result");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
