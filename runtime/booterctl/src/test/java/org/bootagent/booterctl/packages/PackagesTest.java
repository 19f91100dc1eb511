package org.bootagent.booterctl.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackagesTest {
    @ParameterizedTest
    @CsvSource({
        "a%20b-2.0.tar.gz, a_b-2.0.tar.gz",
        "a b_1%3a2+3~4.deb, a_b_1_2+3~4.deb",
        "tool%2D1.2.tgz, tool-1.2.tgz",
        "a%C3%A4b-2.0.tgz, a__b-2.0.tgz",
        "%2e%2e%2fx.tgz, _._x.tgz",
        "%, _",
        "100%-1.0.tgz, 100_-1.0.tgz"
    })
    void aNameIsDecodedBeforeItIsMadeToFit(String file, String name) {
        assertThat(Packages.name(Path.of(file))).isEqualTo(name);
    }
}
