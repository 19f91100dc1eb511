package org.bootagent.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.log.LoggerFactory;
import org.slf4j.Logger;

/** Runs the OSGi framework once: installs, configures and starts everything, waits, stops. */
final class FrameworkRun {
    private static final Logger LOG = org.slf4j.LoggerFactory.getLogger(FrameworkRun.class);
    /** Start level of ConfigurationAdmin, before the bundles that it configures. */
    private static final int CONFIGURATION_LEVEL = 1;

    private static final int LAST_LEVEL = 20;
    /** Launching property with the services that everything depends on, separated by blanks, each with an optional filter. */
    private static final String ESSENTIAL = "bootagent.essential";

    /** Launching property for components that cannot be activated: {@code true}: nothing runs without them; else the others go on. */
    private static final String STRICT = "bootagent.strict";

    /** Selects the optional bundles of this run. */
    static final String OPTION = "bootagent.option";

    /** Property of the service that ends this process. */
    private static final String EXIT = "bootagent.exit";

    /** Property of the same service from when a bundle has asked for the end: the exit code. An end by a signal leaves it out. */
    private static final String EXIT_CODE = "bootagent.exit.code";

    private static final long STOP_TIMEOUT_SECONDS = 30;

    private final Distribution distribution;
    private final Settings settings;
    private final Path cache;
    private final IntConsumer exit;
    private Framework framework;
    private ServiceRegistration<IntConsumer> exitService;

    /** @param exit called by bundles to end this process */
    FrameworkRun(Distribution distribution, Settings settings, Path home, IntConsumer exit) {
        this.exit = exit;
        this.distribution = distribution;
        this.settings = settings;
        this.cache = FrameworkCache.of(home);
    }

    /**
     * Starts the framework. Returns when every bundle has been started, or has failed with a line in the log.
     *
     * @throws UsageException if a component that must run refuses its settings
     * @throws StartException if a component that must run fails for another reason
     */
    void start() throws BundleException, IOException, InterruptedException {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(frameworkProperties());
        framework.init();
        framework.getBundleContext().addFrameworkListener(FrameworkLog::log);
        framework.getBundleContext().registerService(LoggerFactory.class, new ComponentLog(), null);
        // A type of the JDK, as the launcher shares no other with the bundles.
        exitService = framework
                .getBundleContext()
                .registerService(IntConsumer.class, exit, FrameworkUtil.asDictionary(Map.of(EXIT, true)));
        install();
        framework.start();
        configure();
        raise();
        requireAll(Components.failures(framework.getBundleContext()));
        requireEssential();
        Components.waiting(framework.getBundleContext()).forEach(LOG::error);
    }

    /** Returns when the framework has been stopped, by {@link #stop} or from inside. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Begins to stop, as a bundle has asked; {@link #await} returns when it is done. */
    void stopSoon(int exitCode) {
        try {
            exitService.setProperties(FrameworkUtil.asDictionary(Map.of(EXIT, true, EXIT_CODE, exitCode)));
            framework.stop();
        } catch (BundleException e) {
            LOG.error("The framework could not be stopped in order", e);
        }
    }

    void stop() {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(STOP_TIMEOUT_SECONDS));
        } catch (BundleException e) {
            LOG.error("The framework could not be stopped in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> frameworkProperties() {
        var properties = new HashMap<>(settings.framework());
        properties.put(Constants.FRAMEWORK_STORAGE, cache.resolve("felix").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(CONFIGURATION_LEVEL));
        // Each start configures everything anew, also when the disk is full.
        properties.put("felix.cm.pm", "memory");
        properties.put("felix.log.level", "1");
        // Else the resolver keeps threads of its own for ever.
        properties.put("felix.resolver.parallelism", "1");
        return properties;
    }

    private void install() throws BundleException {
        for (var entry : distribution.bundles(settings)) {
            Bundle bundle = framework
                    .getBundleContext()
                    .installBundle("reference:" + entry.jar().toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
    }

    private void configure() throws IOException {
        var context = framework.getBundleContext();
        var reference = context.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) {
            throw new IllegalStateException("the distribution's ConfigurationAdmin did not start; copy it again");
        }
        ConfigurationAdmin admin = context.getService(reference);
        for (var entry : settings.configurations().entrySet()) {
            String pid = entry.getKey();
            int tilde = pid.indexOf('~');
            var configuration = tilde < 0
                    ? admin.getConfiguration(pid, "?")
                    : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
            configuration.update(FrameworkUtil.asDictionary(entry.getValue()));
        }
        context.ungetService(reference);
    }

    private void raise() throws InterruptedException {
        var started = new CountDownLatch(1);
        framework.adapt(FrameworkStartLevel.class).setStartLevel(LAST_LEVEL, event -> started.countDown());
        started.await();
    }

    /** Requires the essential services; without them the process ends, so that whoever starts it notices. */
    private void requireEssential() {
        for (String service : settings.framework().getOrDefault(ESSENTIAL, "").split(" ", -1)) {
            if (!service.isEmpty() && !isThere(service)) {
                throw new StartException("cannot run without " + service + ", which did not start; the log says why");
            }
        }
    }

    private void requireAll(List<Components.Failure> failures) {
        if (failures.isEmpty() || !"true".equals(settings.framework().get(STRICT))) {
            return;
        }
        var wrong = failures.stream().filter(Components.Failure::wrongSetting).findFirst();
        var told = wrong.orElse(failures.get(0));
        String message = told.component() + " did not start: " + told.reason();
        throw wrong.isPresent() ? new UsageException(message) : new StartException(message);
    }

    /** Returns whether a service is registered, whatever copy of its contract it uses: the launcher has a copy of its own. */
    private boolean isThere(String service) {
        var context = framework.getBundleContext();
        int filter = service.indexOf('(') < 0 ? service.length() : service.indexOf('(');
        try {
            var references = context.getAllServiceReferences(
                    service.substring(0, filter), filter < service.length() ? service.substring(filter) : null);
            // A service may be announced and yet fail once it is asked for.
            return references != null && context.getService(references[0]) != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
