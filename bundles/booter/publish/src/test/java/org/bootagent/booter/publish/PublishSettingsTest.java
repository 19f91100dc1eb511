package org.bootagent.booter.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishSettingsTest {
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
}
