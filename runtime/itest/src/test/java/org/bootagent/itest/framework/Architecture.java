package org.bootagent.itest.framework;

import static org.ops4j.pax.exam.CoreOptions.bootClasspathLibrary;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.url;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.cm.ConfigurationAdminOptions.newConfiguration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.bootagent.features.FeatureSet;
import org.bootagent.itest.BuildOutput;
import org.hamcrest.Matcher;
import org.ops4j.pax.exam.Option;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.LoggerFactory;
import org.slf4j.jul.JDK14LoggerFactory;

/** Parts from which a test is assembled; bundles, start order and configuration come from the features of the distributions. */
final class Architecture {
    private static final String HOST_PID = "org.bootagent.host";
    private static final String BOOTER_PID = "org.bootagent.booter";
    /** Framework property with the path of the host agent's home. */
    static final String HOME = "itest.home";

    private static final String LOGGING_FILE = "java.util.logging.config.file";
    /** Packages that the launcher shares with the bundles. */
    private static final String[] SHARED_PACKAGES = {
        "org.slf4j;version=2.0.20",
        "org.slf4j.event;version=2.0.20",
        "org.slf4j.helpers;version=2.0.20",
        "org.slf4j.spi;version=2.0.20",
        "org.osgi.service.cm;version=1.6.1"
    };

    /** Start level, as in the launcher. */
    private static final int LAST_LEVEL = 20;

    private Architecture() {}

    /** A host agent that supervises and runs jobs, with all its state in the home. */
    static SystemPart agentCore(Path home) {
        return SystemPart.of("agent-core")
                .variable("home", home)
                .framework(HOME, home.toString())
                .configured(HOST_PID, "home", home.toString())
                .configured(HOST_PID, "version", "0.1.0")
                .configured(HOST_PID, "arch", "x86_64");
    }

    /** BootAgent REST to these servers, every second. */
    static SystemPart transportHttp(String servers) {
        return SystemPart.of("agent-http")
                .configured(HOST_PID, "serversFirstStart", servers)
                .configured("org.bootagent.transport.http", "stepSeconds", 1);
    }

    static SystemPart jobs() {
        return SystemPart.of("agent-jobs");
    }

    /** Action bundles from the home's {@code actions}. */
    static SystemPart actions() {
        return SystemPart.of("agent-actions").framework("felix.fileinstall.poll", "200");
    }

    static SystemPart booter(Path home, int port) {
        return SystemPart.of("booter")
                .configured(BOOTER_PID, "home", home.toString())
                .framework("org.apache.felix.http.host", "127.0.0.1")
                .framework("org.osgi.service.http.port", Integer.toString(port));
    }

    /** A home as the launcher makes it. */
    static Path home() {
        Path home = BuildOutput.scratch("home");
        for (String directory : List.of("actions", "agents", "log", "tmp", "cache/fileinstall", "db", "packages")) {
            home.resolve(directory).toFile().mkdirs();
        }
        return home;
    }

    /** A setting as a user's configuration file gives it. */
    static SystemPart setting(String pid, String key, Object value) {
        return SystemPart.of().configured(pid, key, value);
    }

    static Option[] options(SystemPart... parts) {
        var all = SystemPart.all(parts);
        var features = new ArrayList<>(List.of("base"));
        features.addAll(all.features());
        var set = FeatureSet.read(BuildOutput.features(), features);
        var options = new ArrayList<Option>();
        for (var entry : set.bundles()) {
            var jar = BuildOutput.repository().resolve(entry.file());
            options.add(bundle("reference:" + jar.toUri()).startLevel(entry.startLevel()));
        }
        launchingProperties(set, all)
                .forEach((key, value) -> options.add(frameworkProperty(key).value(value)));
        configurations(set, all)
                .forEach((pid, values) ->
                        options.add(newConfiguration(pid).putAll(values).asOption()));
        options.add(junit());
        return options.toArray(Option[]::new);
    }

    private static Map<String, String> launchingProperties(FeatureSet set, SystemPart all) {
        var properties = new TreeMap<>(set.framework());
        properties.putAll(all.framework());
        for (var variable : all.variables().entrySet()) {
            properties.replaceAll((key, value) -> value.replace(variable.getKey(), variable.getValue()));
        }
        return properties;
    }

    private static Map<String, Map<String, Object>> configurations(FeatureSet set, SystemPart all) {
        var configurations = new TreeMap<String, Map<String, Object>>();
        set.configurations().forEach((pid, values) -> configurations.put(pid, new TreeMap<>(values)));
        all.configurations()
                .forEach((pid, values) -> configurations
                        .computeIfAbsent(pid, absent -> new TreeMap<>())
                        .putAll(values));
        return configurations;
    }

    /** Bundles that the test itself needs in the framework. The classes that the launcher shares are on the JVM's class path. */
    private static Option junit() {
        return composite(
                junitBundles(),
                frameworkStartLevel(LAST_LEVEL),
                bootClasspathLibrary(jarOf(LoggerFactory.class)).beforeFramework(),
                bootClasspathLibrary(jarOf(JDK14LoggerFactory.class)).beforeFramework(),
                bootClasspathLibrary(jarOf(ConfigurationAdmin.class)).beforeFramework(),
                systemPackages(SHARED_PACKAGES),
                oldLogging(),
                bundle("reference:" + jarOf(Matcher.class)),
                bundle("reference:" + jarOf(Awaitility.class)),
                bundle("reference:" + jarOf(ByteBuddy.class)),
                bundle("reference:" + jarOf(Assertions.class)),
                systemProperty(LOGGING_FILE).value(System.getProperty(LOGGING_FILE)),
                systemProperty("bootagent.root").value(System.getProperty("bootagent.root")),
                vmOption("-Xmx256m"),
                vmOption("-XX:+UseSerialGC"),
                vmOption("-XX:TieredStopAtLevel=1"));
    }

    /** Pax Exam's own bundles import an older slf4j than ours, and log little. */
    private static Option oldLogging() {
        return composite(
                url("link:classpath:META-INF/links/org.slf4j.api.link").startLevel(1),
                url("link:classpath:META-INF/links/ch.qos.logback.core.link").startLevel(1),
                url("link:classpath:META-INF/links/ch.qos.logback.classic.link").startLevel(1),
                systemProperty("logback.configurationFile")
                        .value(Architecture.class.getResource("/logback.xml").toString()));
    }

    private static String jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().toString();
    }
}
