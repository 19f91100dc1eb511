import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Baseline of the bench: a bare Felix with SCR and ConfigAdmin, and a minimal supervisor, on the same runtime with the same flags. The difference is
 * BootAgent's own cost. {@code BareFelix BUNDLES CACHE COUNT COMMAND ...}
 */
public final class BareFelix {
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function", "org.osgi.util.promise", "org.osgi.service.component", "org.apache.felix.configadmin",
            "org.apache.felix.scr");

    private final List<String> command;
    private volatile boolean stopping;
    private final List<Process> children = new ArrayList<>();

    private BareFelix(List<String> command) {
        this.command = command;
    }

    public static void main(String[] args) throws Exception {
        var framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow()
                .newFramework(new HashMap<>(Map.of(
                        Constants.FRAMEWORK_STORAGE, args[1],
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1")));
        framework.start();
        var bundles = new ArrayList<Bundle>();
        for (var jar : new File(args[0]).listFiles()) {
            if (BUNDLES.stream().anyMatch(jar.getName()::startsWith)) {
                bundles.add(framework.getBundleContext().installBundle("reference:" + jar.toURI()));
            }
        }
        for (var bundle : bundles) {
            bundle.start();
        }
        var supervisor = new BareFelix(List.of(args).subList(3, args.length));
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop));
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            supervisor.spawn();
        }
        framework.waitForStop(0);
    }

    private void spawn() {
        try {
            var child = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            synchronized (children) {
                children.add(child);
            }
            child.onExit().thenAccept(ended -> {
                if (!stopping) {
                    spawn();
                }
            });
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void stop() {
        stopping = true;
        synchronized (children) {
            children.forEach(Process::destroy);
        }
    }
}
