package org.bootagent.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../",
                "/../x",
                "../../admin",
                "a/../../b",
                "%2e%2e/x",
                "%2E./x",
                "..%2fx",
                "..\\x",
                "a/%2e%2e/..?b",
                "./../x",
                "a//../../x",
                "..;x/admin",
                ".;/..;/x"
            })
    void leavesTheTarget(String path) {
        assertThat(RestPath.leaves(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "x", "a/../b", "a/..", "...", "a..b/..c", "x?from=../..", "x#../..", "a/b/../../c"})
    void staysBelowTheTarget(String path) {
        assertThat(RestPath.leaves(path)).isFalse();
    }
}
