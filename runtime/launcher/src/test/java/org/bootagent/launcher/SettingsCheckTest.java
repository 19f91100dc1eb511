package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
    void aDistributionOfTwoBundles() throws Exception {
        Path bundles = Files.createDirectory(root.resolve("bundles"));
        bundle(bundles.resolve("dispatcher.jar"), COMPONENT);
        bundle(
                bundles.resolve("supervisor.jar"),
                COMPONENT.replace("org.bootagent.dispatcher", "org.bootagent.process.supervisor"));
        Files.writeString(bundles.resolve("start.list"), "1 dispatcher.jar\n1 supervisor.jar\n");
        check = new SettingsCheck(new Distribution(root, "1", ""));
    }

    private static void bundle(Path file, String component) throws Exception {
        try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry("OSGI-INF/x.Dispatcher.xml"));
            jar.write(component.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void aBundleMayBeNamedAsItsFolder() {
        assertThat(check.read(line("process-supervisor/parallel", "8")).configurations())
                .containsEntry("org.bootagent.process.supervisor", Map.of("parallel", "8"));
    }

    @Test
    void oneSettingInTwoSpellingsIsRefused() {
        var twice = line("process-supervisor/parallel", "8");
        twice.setProperty("org.bootagent.process.supervisor/parallel", "9");
        assertThatThrownBy(() -> check.read(twice))
                .isInstanceOf(UsageException.class)
                .hasMessage("org.bootagent.process.supervisor/parallel and process-supervisor/parallel are one"
                        + " setting; leave one of them");

        var two = line("process-supervisor/parallel", "8");
        two.setProperty("dispatcher/parallel", "9");
        assertThatCode(() -> check.read(two)).doesNotThrowAnyException();
    }

    @Test
    void aBundleMayBeConfiguredMoreThanOnce() {
        assertThat(check.read(line("dispatcher~second/parallel", "8")).configurations())
                .containsEntry("org.bootagent.dispatcher~second", Map.of("parallel", "8"));
        assertThatThrownBy(() -> check.read(line("dispatcher~second/parallel", "many")))
                .hasMessageContaining("must be a value of type Integer");
    }

    @Test
    void onlyWhatIsConfiguredIsInstalled() throws Exception {
        Files.writeString(
                root.resolve("bundles/start.list"),
                "1 dispatcher.jar\n7 kafka.jar configured:org.bootagent.x.kafka,org.bootagent.x.other\n9 grpc.jar grpc\n");
        var distribution = new Distribution(root, "1", "");

        assertThat(jars(distribution, new Settings())).containsExactly("dispatcher.jar");
        assertThat(jars(distribution, new Settings().put("org.bootagent.x.kafka~one", "servers", "x")))
                .contains("kafka.jar")
                .doesNotContain("grpc.jar");
        assertThat(jars(distribution, new Settings().put("org.bootagent.x.other", "", "")))
                .contains("kafka.jar");
        assertThat(jars(distribution, new Settings().put("framework", FrameworkRun.OPTION, "http")))
                .doesNotContain("grpc.jar");
        assertThat(jars(distribution, new Settings().put("framework", FrameworkRun.OPTION, "grpc")))
                .contains("grpc.jar");
        assertThat(distribution.options()).containsExactly("grpc");
    }

    private static List<String> jars(Distribution distribution, Settings settings) {
        return distribution.bundles(settings).stream()
                .map(bundle -> bundle.jar().getFileName().toString())
                .toList();
    }

    @Test
    void acceptsWhatTheBundleTakes() {
        assertThatCode(() -> check.read(setting("parallel", "8"))).doesNotThrowAnyException();
    }

    @Test
    void refusesAnUnknownKey() {
        assertThatThrownBy(() -> check.read(setting("paralel", "8")))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no setting org.bootagent.dispatcher/paralel");
        assertThatThrownBy(() -> check.read(line("dispatcher/paralel", "8")))
                .as("as it was written")
                .hasMessage("there is no setting dispatcher/paralel");
    }

    @Test
    void refusesAValueOfAnotherType() {
        assertThatThrownBy(() -> check.read(setting("parallel", "many")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is 'many', must be a value of type Integer");
    }

    @Test
    void refusesAnUnknownBundleOfThisProject() {
        assertThatThrownBy(() -> check.read(line("dispacher/parallel", "8")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no bundle dispacher");
    }

    @Test
    void refusesAMisspeltBundleOfAFamilyOfThisProject() {
        assertThatThrownBy(() -> check.read(line("process.supervizor/parallel", "8")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no bundle process.supervizor");
        assertThatThrownBy(() -> check.read(line("process.supervizor~second/parallel", "8")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no bundle process.supervizor~second");
    }

    @Test
    void aShortNameStandsForThisProjectsBundleAndForeignOnesAreTakenAsTheyAre() {
        var users = line("dispatcher/parallel", "8");
        users.setProperty("com.example.ping/greeting", "hi");

        assertThat(check.read(users).configurations())
                .isEqualTo(Map.of(
                        "org.bootagent.dispatcher", Map.of("parallel", "8"),
                        "com.example.ping", Map.of("greeting", "hi")));
    }

    @Test
    void refusesALineThatIsThereTwice() throws Exception {
        Path file =
                Files.writeString(root.resolve("x.conf"), "dispatcher/parallel = 1\nb/c = 2\ndispatcher/parallel=1\n");
        assertThatThrownBy(() -> Distribution.properties(file))
                .isInstanceOf(UsageException.class)
                .hasMessage(file + " has dispatcher/parallel twice; leave one of the lines");
        Files.writeString(file, "dispatcher/parallel = 1\nb/c = 2\n");
        assertThat(Distribution.properties(file)).containsOnlyKeys("dispatcher/parallel", "b/c");
    }

    private static Properties setting(String key, String value) {
        return line("org.bootagent.dispatcher/" + key, value);
    }

    private static Properties line(String name, String value) {
        var properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }
}
