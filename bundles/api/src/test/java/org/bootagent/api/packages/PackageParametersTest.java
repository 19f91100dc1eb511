package org.bootagent.api.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageParametersTest {
    private static final String SUM = "sha256:" + "AB".repeat(32);

    @Test
    void listsTheUrlBeforeItsMirrors() throws JobException {
        var source = new PackageParameters("http://a/p.deb", List.of("FTP://b/p.deb"), SUM, "2").source();

        assertThat(source.urls()).containsExactly(URI.create("http://a/p.deb"), URI.create("FTP://b/p.deb"));
        assertThat(source.checksum()).isEqualTo(Checksum.parse(SUM));
        assertThat(source.version()).isEqualTo("2");
    }

    @Test
    void takesTheSeedsUrl() throws JobException {
        var url = "ftp://server:port/BasicAgent/BasicAgent-0.1.0-0.x86_64.rpm";

        assertThat(new PackageParameters(url, null, SUM, null).source().urls()).containsExactly(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gopher://ann:s3cret@h/", "http://ann:s3cret@h b/", "http://ann:s3/cret@h b/", "ann:s3cret@h/p"})
    void saysNoPassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PackageParameters(url, null, SUM, null))
                .withMessageContaining("***@h")
                .withMessageNotContaining("s3")
                .withNoCause();
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> new PackageParameters(null, null, SUM, null).source())
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FIELD))
                .hasMessageContaining("url");
        assertThatThrownBy(() -> new PackageParameters("http://a/", null, null, null).source())
                .isInstanceOf(JobException.class)
                .hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/etc/passwd", "gopher://a/b", "jar:file:/a!/b", "http://a b/"})
    void refusesOtherUrls(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PackageParameters(url, null, SUM, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new PackageParameters(null, List.of(url), SUM, null));
    }

    @Test
    void refusesBadChecksumsAndTooManyMirrors() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PackageParameters("http://a/", null, "MD5:00", null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PackageParameters(null, Collections.nCopies(17, "http://a/"), SUM, null));
    }

    @Test
    void aPackageOfTheServerNeedsAServer() throws Exception {
        String reference = PackageReference.of("p.deb", 8080);
        assertThat(new PackageParameters(reference, null, SUM, null, null, "https://booter:8443")
                        .source()
                        .urls())
                .containsExactly(URI.create("https://booter:8443/packages/p.deb"));
        assertThat(new PackageParameters(reference, null, SUM, null, null, "http://[::1]")
                        .source()
                        .urls())
                .containsExactly(URI.create("http://[::1]:8080/packages/p.deb"));
        assertThatThrownBy(() -> new PackageParameters(reference, null, SUM, null).source())
                .hasMessageContaining("no server has sent this job");
        for (String none :
                new String[] {"//evil/packages/x", "/packages/", "/packages/a/b", "/other/x", "packages/x"}) {
            assertThat(PackageReference.isOne(none)).as(none).isFalse();
        }
    }
}
