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
    private static final String METATYPE = """
            <metatype:MetaData xmlns:metatype='http://www.osgi.org/xmlns/metatype/v1.4.0'>
              <OCD id='x.Config' name='x'><AD id='parallel' type='Integer' required='true' default='4'/></OCD>
              <Designate pid='org.bootagent.dispatcher'><Object ocdref='x.Config'/></Designate>
            </metatype:MetaData>
            """;

    @TempDir
    Path root;

    private SettingsCheck check;

    @BeforeEach
    void aDistributionOfOneBundle() throws Exception {
        Path bundles = Files.createDirectory(root.resolve("bundles"));
        try (var jar = new JarOutputStream(Files.newOutputStream(bundles.resolve("dispatcher.jar")))) {
            jar.putNextEntry(new ZipEntry("OSGI-INF/metatype/x.Config.xml"));
            jar.write(METATYPE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
