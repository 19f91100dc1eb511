package org.bootagent.job.bundle;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobQueue;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The framework that this bundle runs in. */
final class OsgiFramework implements Framework {
    private final BundleContext context;
    private final Set<Path> directories = new HashSet<>();
    private final Path directory;
    private final Components components;

    /** @param context the framework's own: what is installed with it outlives this bundle */
    OsgiFramework(BundleContext context, Path directory, Components components) {
        this.context = context;
        this.directory = directory;
        this.components = components;
        directories.add(directory);
        directories.add(directory.toFile().getAbsoluteFile().toPath().normalize());
        try {
            directories.add(directory.toRealPath());
        } catch (IOException e) {
            // Not there yet: then it has no other name either.
        }
    }

    @Override
    public List<Installed> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && bundle.getSymbolicName() != null)
                .map(this::installed)
                .toList();
    }

    @Override
    public Health bring(Installed installed) {
        var bundle = context.getBundle(installed.id());
        if (bundle == null) {
            return new Health(List.of(), List.of(), List.of("the bundle is just being replaced"));
        }
        try {
            if (bundle.getState() != Bundle.ACTIVE) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
            return components.health(bundle);
        } catch (BundleException | IllegalStateException e) {
            return new Health(List.of(), List.of(reason(e)), List.of());
        }
    }

    @Override
    public void stop(Installed installed) throws JobException {
        change(installed, "stopped", Bundle::stop);
    }

    @Override
    public void load(String file) throws JobException {
        Path jar = directory.resolve(file);
        try (var in = Files.newInputStream(jar)) {
            var present = ofFile(file).map(installed -> context.getBundle(installed.id()));
            if (present.isPresent()) {
                present.get().update(in);
            } else {
                context.installBundle(jar.toFile().toURI().toURL().toString(), in);
            }
        } catch (BundleException e) {
            throw failed(file + " cannot be loaded: " + reason(e), e);
        } catch (IOException e) {
            throw Replacement.ioError(e, jar);
        }
    }

    @Override
    public void unload(Installed installed) throws JobException {
        change(installed, "uninstalled", Bundle::uninstall);
    }

    @Override
    public Set<String> actions(Installed bundle) {
        return queue(
                queue -> queue.actions().stream()
                        .filter(action -> action.bundle().equals(bundle.name()))
                        .map(JobQueue.Action::action)
                        .collect(Collectors.toSet()),
                Set.of());
    }

    @Override
    public boolean runsAny(Set<String> actions) {
        return queue(
                queue -> queue.pending().stream()
                        .anyMatch(job -> job.state().equals("running") && actions.contains(job.action())),
                false);
    }

    /** Asks the job queue, if it is present. The queue needs the handlers, so a handler cannot wait for the queue. */
    private <T> T queue(Function<JobQueue, T> question, T otherwise) {
        var reference = context.getServiceReference(JobQueue.class);
        var queue = reference == null ? null : context.getService(reference);
        if (queue == null) {
            return otherwise;
        }
        try {
            return question.apply(queue);
        } finally {
            context.ungetService(reference);
        }
    }

    private interface Change {
        void apply(Bundle bundle) throws BundleException;
    }

    private void change(Installed installed, String done, Change change) throws JobException {
        var bundle = context.getBundle(installed.id());
        try {
            if (bundle != null && bundle.getState() != Bundle.UNINSTALLED) {
                change.apply(bundle);
            }
        } catch (BundleException e) {
            throw failed(installed.name() + " cannot be " + done + ": " + reason(e), e);
        }
    }

    private Installed installed(Bundle bundle) {
        return new Installed(
                bundle.getBundleId(),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                state(bundle.getState()),
                file(bundle.getLocation()),
                bundle.getLastModified());
    }

    private String file(String location) {
        if (!location.startsWith("file:")) {
            return "";
        }
        try {
            Path jar = Path.of(URI.create(location).getPath());
            return directories.contains(jar.getParent()) ? Objects.toString(jar.getFileName()) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.INSTALLED -> "installed";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.ACTIVE -> "active";
            default -> "uninstalled";
        };
    }

    private static JobException failed(String message, Exception cause) {
        return new JobException(ErrorCode.BUNDLE_FAILED, message, cause);
    }

    private static String reason(Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == e ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + root;
    }
}
