package org.bootagent.booter.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExposureTest {
    @Test
    void saysThatItIsReachedFromElsewhere() {
        assertThat(Exposure.warning("127.0.0.1", "80")).isEmpty();
        assertThat(Exposure.warning("localhost", "80")).isEmpty();
        for (String host : List.of("0.0.0.0", "192.0.2.1", "[::]", "null")) {
            assertThat(Exposure.warning(host, "80").orElse("")).contains(host + ":80", "booter/insecure");
        }
    }
}
