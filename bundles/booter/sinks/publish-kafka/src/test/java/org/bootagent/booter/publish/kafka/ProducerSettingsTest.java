package org.bootagent.booter.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.bootagent.booter.publish.PublishSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerSettingsTest {
    private static final PublishSettings NAMES = new PublishSettings("booter.publish.kafka");

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3601, 3_000_000})
    void refusesAWaitThatIsNone(int seconds) {
        assertThatThrownBy(() -> settings(Map.of("servers", "x:9092", "timeoutSeconds", seconds)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish.kafka/timeoutSeconds is '" + seconds + "', must be 1 to 3600");
    }

    @Test
    void refusesACompressionThatThisBundleDoesNotHave() {
        assertThatThrownBy(() -> settings(Map.of("servers", "x:9092", "compression", "snappy")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish.kafka/compression is 'snappy', must be none or gzip");
    }

    @Test
    void refusesNoServers() {
        for (String wrong : List.of("foo", "foo:", "foo:1,", "foo:1 bar:2", "foo:x", "http://foo:1", "")) {
            assertThatThrownBy(() -> settings(Map.of("servers", wrong)))
                    .as(wrong)
                    .hasMessage("booter.publish.kafka/servers is '" + wrong + "', must be HOST:PORT,HOST:PORT");
        }
        for (String right : List.of("foo:1", "a.b-c:9092, 10.0.0.1:9092", "[::1]:9092")) {
            assertThat(settings(Map.of("servers", right))).containsEntry("bootstrap.servers", right);
        }
        assertThatThrownBy(() -> settings(Map.of("servers", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish.kafka/servers is ' ', must be HOST:PORT,HOST:PORT");
    }

    @Test
    void takesTheLongestWait() {
        assertThat(settings(Map.of("servers", "x:9092", "timeoutSeconds", 3600)))
                .containsEntry("max.block.ms", 3_600_000)
                .containsEntry("delivery.timeout.ms", 3_601_000);
    }

    private static Properties settings(Map<String, Object> settings) {
        var config = (KafkaPublisher.Config) Proxy.newProxyInstance(
                KafkaPublisher.Config.class.getClassLoader(),
                new Class<?>[] {KafkaPublisher.Config.class},
                (proxy, method, args) -> settings.getOrDefault(method.getName(), method.getDefaultValue()));
        return ProducerSettings.of(config, NAMES);
    }
}
