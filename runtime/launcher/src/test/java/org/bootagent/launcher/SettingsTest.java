package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Settings settings = new Settings();

    @Test
    void theLaterSourceWinsPropertyByProperty() {
        settings.add(properties("p/retries", "3", "p/max", "10"));
        settings.add(properties("p/retries", "5"));

        assertThat(settings.configurations()).isEqualTo(Map.of("p", Map.of("retries", "5", "max", "10")));
    }

    @Test
    void aConfigurationMayHaveNoProperties() {
        settings.add(properties("org.bootagent.dispatcher/", ""));

        assertThat(settings.configurations()).isEqualTo(Map.of("org.bootagent.dispatcher", Map.of()));
    }

    @Test
    void oneWithoutANameIsAnInstanceBesideThoseThatHaveOne() {
        settings.add(properties("p/url", "here", "p~audit/url", "there", "q/url", "elsewhere"));

        assertThat(settings.configurations())
                .isEqualTo(Map.of(
                        "p~unnamed", Map.of("url", "here"),
                        "p~audit", Map.of("url", "there"),
                        "q", Map.of("url", "elsewhere")));
    }

    @Test
    void variablesAreReplacedInValues() {
        settings.variable("home", "/h").add(properties("framework/felix.fileinstall.dir", "${home}/actions"));

        assertThat(settings.framework()).containsEntry("felix.fileinstall.dir", "/h/actions");
        assertThat(settings.configurations()).isEmpty();
    }

    @Test
    void aNameWithoutBundleIsRefused() {
        assertThatThrownBy(() -> settings.add(properties("retries", "3")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'retries' must be <bundle>/<key>");
    }

    private static Properties properties(String... pairs) {
        var properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }
}
