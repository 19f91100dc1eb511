package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigurationTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "6f1d0e2c-0000-4000-8000-00000000000a", " 6F1D0E2C-0000-4000-8000-00000000000A "})
    void takesASerialNumberThatIsAUuidOrNone(String number) {
        assertThatCode(() -> AgentConfiguration.checkSerialNumber(number)).doesNotThrowAnyException();
    }

    /** Guards the start: the transport would not come up, and the host would be without a server. */
    @ParameterizedTest
    @ValueSource(strings = {"web1", "6f1d0e2c00004000800000000000000a", "1-1-1-1-1"})
    void refusesAnyOtherBeforeTheHostStarts(String number) {
        assertThatThrownBy(() -> AgentConfiguration.checkSerialNumber(number))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("host/serialNumber is '" + number + "'")
                .hasMessageContaining("must be a UUID");
    }
}
