package org.bootagent.itest.distribution;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for conditions; these tests do not measure how long they take. */
final class Await {
    static final Duration LIMIT = Duration.ofMinutes(5);

    private Await() {}

    /** Asks until the answer is as wanted; a question that fails is asked again. */
    static <T> T until(Callable<T> question, Predicate<T> wanted) {
        return await().atMost(LIMIT).ignoreExceptions().until(question, wanted);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(LIMIT).until(condition);
    }
}
