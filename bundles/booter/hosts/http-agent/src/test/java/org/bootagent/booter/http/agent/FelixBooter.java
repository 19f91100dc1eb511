package org.bootagent.booter.http.agent;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** Booter's own bundles in a framework, listening on a free port. */
final class FelixBooter {
    private static final Set<String> BUNDLES = Set.of(
            "org.apache.felix.scr",
            "org.apache.felix.configadmin",
            "org.apache.felix.http.servlet-api",
            "org.apache.felix.http.jetty12",
            "org.apache.commons.commons-io",
            "org.apache.commons.commons-fileupload",
            "org.osgi.service.component",
            "org.osgi.util.promise",
            "org.osgi.util.function",
            "com.fasterxml.jackson.core.jackson-databind",
            "com.fasterxml.jackson.core.jackson-core",
            "com.fasterxml.jackson.core.jackson-annotations",
            "org.bootagent.api",
            "org.bootagent.concurrent",
            "org.bootagent.wire",
            "org.bootagent.booter.fleet",
            "org.bootagent.booter.output",
            "org.bootagent.booter.http",
            "org.bootagent.booter.store.jdbc",
            "org.bootagent.booter.http.agent");
    private static final String FROM_OUTSIDE = "org.osgi.service.cm;version=1.6.1,org.slf4j;version=2.0.20,"
            + "org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20,org.slf4j.spi;version=2.0.20";

    /** From one address. */
    static final int MAX_CONNECTIONS = 400;

    private static final String CONFIGURATION = "org.apache.felix.configadmin";
    private static final String SERVER = "org.apache.felix.http.jetty12";
    private final Framework framework;

    FelixBooter(Path home) throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        home.resolve("cache").toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        FROM_OUTSIDE,
                        "org.apache.felix.http.host",
                        "127.0.0.1",
                        "org.osgi.service.http.port",
                        "0"));
        framework.start();
        var bundles = install(framework.getBundleContext());
        bundles.sort(Comparator.comparing(bundle -> order(bundle.getSymbolicName())));
        bundles.get(0).start();
        configure(home);
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    /** As the launcher does it: configurations are there before what they configure, and the server starts last. */
    private static int order(String bundle) {
        return bundle.equals(SERVER) ? 2 : bundle.equals(CONFIGURATION) ? 0 : 1;
    }

    private void configure(Path home) throws IOException {
        configure("org.bootagent.booter", Map.of("home", home.toString()));
        configure("org.bootagent.booter.http", Map.of("maxConnectionsPerAddress", MAX_CONNECTIONS));
        configure("org.bootagent.booter.store.jdbc", Map.of());
        configure("org.bootagent.booter.output", Map.of());
    }

    /** Where it listens, such as {@code http://127.0.0.1:40123/}. */
    String address() {
        var runtime = reference("org.osgi.service.servlet.runtime.HttpServiceRuntime");
        Object endpoints = runtime.getProperty("osgi.http.endpoint");
        return endpoints instanceof String[] several ? several[0] : endpoints.toString();
    }

    /** Waits until the fleet answers, which waits for its database. */
    void awaitFleet() throws Exception {
        Object hosts = service("HostService");
        var unused = hosts.getClass().getMethod("counts").invoke(hosts);
    }

    /** Asks a host for a job as the local operator. The services' classes here are others than there. @return the job */
    Object enqueue(String agentsn, String action, String name, String parameters) throws Exception {
        Object jobs = service("JobService");
        var caller = jobs.getClass().getClassLoader().loadClass("org.bootagent.booter.fleet.Caller");
        return jobs.getClass()
                .getMethod("enqueue", caller, String.class, String.class, String.class, String.class)
                .invoke(jobs, caller.getField("LOCAL").get(null), agentsn, action, name, parameters);
    }

    private Object service(String name) {
        return framework.getBundleContext().getService(reference("org.bootagent.booter.fleet.service." + name));
    }

    void close() throws Exception {
        framework.stop();
        framework.waitForStop(30_000);
    }

    /** Of all: those whose class is another here than there are hidden otherwise. */
    private ServiceReference<?> reference(String type) {
        BundleContext context = framework.getBundleContext();
        return await().until(() -> context.getAllServiceReferences(type, null), Objects::nonNull)[0];
    }

    private void configure(String pid, Map<String, ?> values) throws IOException {
        BundleContext context = framework.getBundleContext();
        var admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        admin.getConfiguration(pid, "?").update(FrameworkUtil.asDictionary(values));
    }

    /** The class path has the bundles, packed or (before the package phase) as directories. */
    private static List<Bundle> install(BundleContext context) throws IOException, BundleException {
        var bundles = new ArrayList<Bundle>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (BUNDLES.contains(symbolicName(path))) {
                bundles.add(context.installBundle("reference:" + path.toUri()));
            }
        }
        if (bundles.size() != BUNDLES.size()) {
            throw new IllegalStateException("of " + BUNDLES + " the class path has only " + bundles);
        }
        return bundles;
    }

    private static String symbolicName(Path path) throws IOException {
        Manifest manifest = Files.isDirectory(path) ? ofDirectory(path) : ofJar(path);
        String name = manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        return name == null ? "" : name.split(";", 2)[0];
    }

    private static Manifest ofDirectory(Path path) throws IOException {
        Path file = path.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try (var in = Files.newInputStream(file)) {
            return new Manifest(in);
        }
    }

    private static Manifest ofJar(Path path) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        try (var jar = new JarFile(path.toFile())) {
            return jar.getManifest();
        }
    }
}
