package org.bootagent.booter.publish.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.client.Answer;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkReplyTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 301, 401, 403, 404, 429, 500, 503})
    void whatMayBePutRightIsSentAgain(int status) {
        var partly = failure(status);

        assertThat(partly.retryable()).isTrue();
        assertThat(partly.again(PublisherFixtures.some(0, 2))).containsExactly(PublisherFixtures.one(1));
        assertThat(partly.refused(PublisherFixtures.some(0, 2))).isZero();
        assertThat(partly).hasMessage("HTTP " + status + " a_fault: of the test");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413})
    void aDocumentThatIsWrongIsGivenUp(int status) {
        var partly = failure(status);

        assertThat(partly.again(PublisherFixtures.some(0, 2))).isEmpty();
        assertThat(partly.refused(PublisherFixtures.some(0, 2))).isEqualTo(1);
    }

    @Test
    void whatIsThereAlreadyIsNoFailure() {
        assertThatCode(() -> check(409)).doesNotThrowAnyException();
    }

    private static PublishException failure(int status) {
        return catchThrowableOfType(PublishException.class, () -> check(status));
    }

    /** Only the first of two documents is created. */
    private static void check(int status) throws PublishException {
        String reply = """
                {"items": [{"create": {"status": 201}},
                  {"create": {"status": %d, "error": {"type": "a_fault", "reason": "of the test"}}}]}""".formatted(status);
        var documents = new OwnDocuments(OwnDocuments.INDEX).of(PublisherFixtures.some(0, 2), Instant.EPOCH);
        BulkReply.of(new Answer(200, reply, Duration.ZERO), documents).check();
    }
}
