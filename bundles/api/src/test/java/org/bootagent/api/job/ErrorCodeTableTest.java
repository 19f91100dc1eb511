package org.bootagent.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The table that operators read is the enum. */
class ErrorCodeTableTest {
    @Test
    void theReadmeListsEveryCode() throws Exception {
        String readme = Files.readString(Path.of("../../README.md"));

        assertThat(readme.lines().filter(line -> line.matches("\\| \\d{1,3} \\| .*")))
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> "| " + code.number() + " | " + code.meaning() + " |")
                        .toList());
    }
}
