package org.bootagent.booter.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishSettingsTest {
    @Test
    void fileThatCannotBeReadIsRefused(@TempDir Path directory) throws Exception {
        var settings = PublishSettings.of("org.bootagent.booter.publish.http");
        String file = Files.createFile(directory.resolve("key")).toString();
        assertThat(settings.readable("hmacFile", file)).isEqualTo(file);
        assertThat(settings.readable("hmacFile", "")).isEmpty();
        for (Path wrong : List.of(directory, directory.resolve("absent"))) {
            assertThatThrownBy(() -> settings.readable("hmacFile", wrong.toString()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("booter.publish.http/hmacFile is '" + wrong + "', must be a file that Booter may read");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "org.bootagent.booter.publish.http, booter.publish.http/url",
        "org.bootagent.booter.publish.http~audit, booter.publish.http~audit/url",
        "org.bootagent.booter.publish.http~unnamed, booter.publish.http/url",
        "org.example.sink, org.example.sink/url"
    })
    void aSettingHasTheNameThatTheOperatorWrites(String pid, String name) {
        assertThat(PublishSettings.of(pid).name("url")).isEqualTo(name);
    }

    @Test
    void saysNoPassword() {
        assertThat(PublishSettings.of("x").wrong("url", "ftp://ann:s3cret@h/", "must be http"))
                .hasMessage("x/url is 'ftp://***@h/', must be http");
    }
}
