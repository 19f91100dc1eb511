package org.bootagent.api.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource({
        "https://ann:s3cret@h/p?q=a@b, https://***@h/p?q=a@b",
        "FTP://ann@h:21/p, FTP://***@h:21/p",
        "http://ann:s3@cret@h/, http://***@h/",
        "http://ann:s3/cret@h/, http://***@h/",
        "curl -u x http://ann:s3cret@h/ ftp://bob:s3cret@g/, curl -u x http://***@h/ ftp://***@g/"
    })
    void hidesWhoLogsInAndHow(String url, String shown) {
        assertThat(Redaction.urls(url)).isEqualTo(shown).doesNotContain("s3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://npm.example:8080/@scope/package",
                "http://[::1]:80/a@b",
                "http://h/mail?to=a@b",
                "ann@example.com",
                "//",
                "http://h:80 a@b",
                ""
            })
    void leavesTheRest(String text) {
        assertThat(Redaction.urls(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "http://ann:s3/cret@h/p?sig=s3, http://***@h/p",
        "ann:s3cret@h/p, ***@h/p",
        "http://ann:s3?#cret@h, http://***@h",
        "gopher://h/p#s3, gopher://h/p"
    })
    void ofARefusedAddressLittleIsSaid(String address, String shown) {
        assertThat(Redaction.refused(address)).isEqualTo(shown);
    }

    @Test
    void takesNoTimeForLongTexts() {
        assertThat(Redaction.urls("://a:b".repeat(50_000))).hasSize(300_000);
    }
}
