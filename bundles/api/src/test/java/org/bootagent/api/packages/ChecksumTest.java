package org.bootagent.api.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
    private static final String HEX = "4a34b8d7d3009bb9ef9475fbf33e7bbe4a1e8db003aefc578a241c2f51c2c2f2";

    @Test
    void readsTheSeedsChecksumInAnyCase() {
        assertThat(Checksum.parse("SHA256:" + HEX)).isEqualTo(new Checksum(HEX));
        assertThat(Checksum.parse("sha256:" + HEX.toUpperCase(java.util.Locale.ROOT)))
                .hasToString("SHA256:" + HEX);
        assertThat(new Checksum(HEX).abbreviated()).isEqualTo("4a34b8d7d300");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"SHA256:", "SHA256:4a34", "MD5:4a34b8d7d3009bb9ef9475fbf33e7bbe", HEX, "SHA256:zz" + HEX})
    void refuses(String text) {
        assertThatThrownBy(() -> Checksum.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
