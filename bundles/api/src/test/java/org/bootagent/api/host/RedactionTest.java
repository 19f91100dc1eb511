package org.bootagent.api.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource({
        "https://ann:s3cret@h/p?q=a@b, https://***@h/p?***",
        "FTP://ann@h:21/p, FTP://***@h:21/p",
        "http://ann:s3@cret@h/, http://***@h/",
        "http://ann:s3/cret@h/, http://***@h/",
        "http://ann:s3#cret@h/, http://***@h/",
        "http://s3#cret@h/, http://***@h/",
        "http://ann:1#s3@h/, http://***@h/",
        "curl -u x http://ann:s3cret@h/ ftp://bob:s3cret@g/, curl -u x http://***@h/ ftp://***@g/"
    })
    void hidesWhoLogsInAndHow(String url, String shown) {
        assertThat(Redaction.urls(url)).isEqualTo(shown).doesNotContain("s3");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "http://h/p?sig=s3cret, http://h/p?***",
                "http://h?s3cret#s3, http://h?***",
                "curl http://h/x\\?sig=s3cret -o x, curl http://h/x\\?*** -o x",
                "curl \"http://h/x\\?sig=s3cret\", curl \"http://h/x\\?***\"",
                "curl http://h/x\\#s3cret, curl http://h/x\\#***",
                "http://h/p#token=s3cret -o x, http://h/p#*** -o x",
                "[\"http://h/p#s3\"], [\"http://h/p#***\"]",
                "curl http://h/'my file'?sig=s3cret -o x, curl http://h/'my file'?*** -o x",
                "curl http://h/p'a b'c?sig=s3 -o x, curl http://h/p'a b'c?*** -o x",
                "curl http://\"$h\"/p?sig=s3 -o x, curl http://\"$h\"/p?*** -o x",
                "curl 'http://h/p'?sig=s3cret -o x, curl 'http://h/p'?*** -o x",
                "curl \"http://h/my file?sig=s3 cret\" -o x, curl \"http://h/my file?***\" -o x",
                "curl http://h/p?\"sig=s3 cret\" -o x, curl http://h/p?*** -o x",
                "curl http://h/p?'sig=s3 cret' -o x, curl http://h/p?*** -o x",
                "curl 'http://h/p?sig='s3cret -o x, curl 'http://h/p?*** -o x",
                "sh -c 'curl http://h/p'?sig=s3 -o x, sh -c 'curl http://h/p'?*** -o x",
                "sh -c 'curl http://h/p?sig=s3' -o x, sh -c 'curl http://h/p?***' -o x",
                "sh -c 'curl http://h/p' -o 'x?y', sh -c 'curl http://h/p' -o 'x?y'",
                "curl http://h/p?a=s3\\ s3 -o x, curl http://h/p?*** -o x",
                "[\"http://h/p?s3\";\"http://g/?s3\"], [\"http://h/p?***\";\"http://g/?***\"]",
                "/p?sig=a http://h/p?sig=s3cret&x=$y; run -q?, /p?sig=a http://h/p?*** run -q?",
                "curl 'http://h/p?sig=s3cret' -o x, curl 'http://h/p?***' -o x",
                "curl http://h/p?a=\"s3c ret\"&b='s3'c -o x, curl http://h/p?*** -o x",
                "{\"url\":\"http://h/p?sig=s3cret\"}, {\"url\":\"http://h/p?***\"}",
                "http://h/r?to=http://g/?k=s3cret ftp://h/a?b=s3, http://h/r?*** ftp://h/a?***",
                "first\thttp://h/p?sig=s3cret\tlast, first\thttp://h/p?***\tlast"
            })
    void hidesQueriesAlsoInsideALongerText(String text, String shown) {
        assertThat(Redaction.urls(text)).isEqualTo(shown).doesNotContain("s3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://npm.example:8080/@scope/package",
                "http://[::1]:80/a@b",
                "http://h/what?",
                "/packages/a.deb?port=8080",
                "is it there? http://h/ or http://g/?",
                "ann@example.com",
                "//",
                "http://h:80 a@b",
                "http://h/p#",
                "'http://h/p' 'what?'",
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

    @ParameterizedTest
    @CsvSource({
        "https://ann:s3cret@h/p?sig=s3, https://***@h/p?***",
        "https://npm.example:8080/@scope/package, https://npm.example:8080/@scope/package",
        "http://h/my file?sig=a s3cret, http://h/my file",
        "http://h/p?sig=a s3cret, http://h/p",
        "http://ann:s3 cret@h/p, http://***@h/p",
        "ann:s3cret@h/p?sig=s3, ***@h/p",
        "h/p?sig=s3cret, h/p"
    })
    void aFieldIsOneUrl(String value, String shown) {
        assertThat(Redaction.url(value)).isEqualTo(shown).doesNotContain("s3");
    }

    @Test
    void takesNoTimeForLongTexts() {
        assertThat(Redaction.urls("://a:b".repeat(50_000))).hasSize(300_000);
        assertThat(Redaction.urls("http://h/?" + "a='b'".repeat(50_000))).isEqualTo("http://h/?***");
        assertThat(Redaction.urls("'http://h/p ".repeat(50_000))).startsWith("'http://h/p ");
        assertThat(Redaction.urls("http://h'x ".repeat(50_000))).startsWith("http://h'x ");
        assertThat(Redaction.urls("x".repeat(300_000) + "://h#s3")).endsWith("x://h#***");
        assertThat(Redaction.urls("://#".repeat(50_000))).startsWith("://#");
        assertThat(Redaction.urls("http://h/?a=\"".repeat(50_000))).startsWith("http://h/?***");
        assertThat(Redaction.urls("http://h/?" + "x".repeat(300_000))).isEqualTo("http://h/?***");
    }
}
