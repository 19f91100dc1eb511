package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsCheckTest {
    private static final String COMPONENT = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="x.Dispatcher"
                configuration-pid="org.bootagent.host org.bootagent.dispatcher">
              <property name="parallel" type="Integer" value="4"/>
              <implementation class="x.Dispatcher"/>
            </scr:component>
            """;

    @TempDir
    Path root;

    private SettingsCheck check;

    @BeforeEach
    void aDistributionOfOneBundle() throws Exception {
        Path bundles = Files.createDirectory(root.resolve("bundles"));
        try (var jar = new JarOutputStream(Files.newOutputStream(bundles.resolve("dispatcher.jar")))) {
            jar.putNextEntry(new ZipEntry("OSGI-INF/x.Dispatcher.xml"));
            jar.write(COMPONENT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Files.writeString(bundles.resolve("start.list"), "1 dispatcher.jar\n");
        check = new SettingsCheck(new Distribution(root, "1", ""));
    }

    @Test
    void acceptsWhatTheBundleTakes() {
        assertThatCode(() -> check.check(setting("parallel", "8"))).doesNotThrowAnyException();
    }

    @Test
    void refusesAnUnknownKey() {
        assertThatThrownBy(() -> check.check(setting("paralel", "8")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no setting org.bootagent.dispatcher/paralel");
    }

    @Test
    void refusesAValueOfAnotherType() {
        assertThatThrownBy(() -> check.check(setting("parallel", "many")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is 'many', must be a value of type Integer");
    }

    private static Settings setting(String key, String value) {
        return new Settings().put("org.bootagent.dispatcher", key, value);
    }
}
