package org.bootagent.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** Every feature, with those that it requires, provides all imports of its bundles. */
class FeatureResolutionTest {
    private static final Path FEATURES = Path.of(System.getProperty("bootagent.features"));
    private static final Path REPOSITORY = Path.of(System.getProperty("bootagent.repository"));

    @TempDir
    Path cache;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base",
                "base agent-core",
                "base agent-core agent-jobs",
                "base agent-core agent-http",
                "base agent-core agent-grpc",
                "base agent-core agent-local",
                "base agent-core agent-actions",
                "base agent-core agent-jobs agent-http agent-grpc agent-local agent-actions",
                "base booter",
                "base booter booter-publish"
            })
    void resolves(String names) throws Exception {
        var features = FeatureSet.read(FEATURES, List.of(names.split(" ")));
        Framework framework = framework(features);
        try {
            var bundles = install(framework, features);

            assertThat(framework.adapt(FrameworkWiring.class).resolveBundles(bundles))
                    .as("unresolved of %s", names)
                    .isTrue();
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }

    @Test
    void aFeatureWithoutWhatItNeedsDoesNotResolve() throws Exception {
        var features = FeatureSet.read(FEATURES, List.of("agent-core"));
        Framework framework = framework(features);
        try {
            var bundles = install(framework, features);

            assertThat(framework.adapt(FrameworkWiring.class).resolveBundles(bundles))
                    .isFalse();
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }

    /** Guards the start order: Booter's port would answer 404 until its servlets are there. */
    @Test
    void theHttpServerStartsWhenAllThatItServesIsThere() {
        var booter = FeatureSet.read(FEATURES, List.of("base", "booter", "booter-publish"));
        var last = booter.bundles().get(booter.bundles().size() - 1);
        assertThat(last.file()).contains("/org.apache.felix.http.jetty12/");
        assertThat(booter.bundles())
                .filteredOn(bundle -> bundle.startLevel() >= last.startLevel())
                .containsExactly(last);
    }

    @Test
    void everyFeatureIsTested() throws Exception {
        var tested = List.of(
                "base",
                "agent-core",
                "agent-jobs",
                "agent-http",
                "agent-grpc",
                "agent-local",
                "agent-actions",
                "booter",
                "booter-publish");
        try (var files = Files.list(FEATURES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(tested);
        }
    }

    private Framework framework(FeatureSet features) throws Exception {
        var properties = new HashMap<>(features.framework());
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        properties.put("felix.log.level", "0");
        var framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(properties);
        framework.init();
        return framework;
    }

    private static List<Bundle> install(Framework framework, FeatureSet features) throws Exception {
        var bundles = new ArrayList<Bundle>();
        for (var entry : features.bundles()) {
            bundles.add(framework
                    .getBundleContext()
                    .installBundle(
                            "reference:" + REPOSITORY.resolve(entry.file()).toUri()));
        }
        return bundles;
    }
}
