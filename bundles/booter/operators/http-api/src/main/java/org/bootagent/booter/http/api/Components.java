package org.bootagent.booter.http.api;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds the parts of the distribution that do not run: bundles that are not started, and configured components that have failed or lack a service. */
final class Components {
    private static final String OURS = "org.bootagent.";
    private static final Pattern EXCEPTION = Pattern.compile("^(?:Caused by: )?(?:[\\w$]+[.])+[\\w$]+(?:: |$)");

    private final ServiceComponentRuntime runtime;
    private final Supplier<Stream<Bundle>> bundles;

    /** @param bundles gives the bundles of the framework */
    Components(ServiceComponentRuntime runtime, Supplier<Stream<Bundle>> bundles) {
        this.runtime = runtime;
        this.bundles = bundles;
    }

    /** A bundle or component that does not run, and the reason. */
    record Down(String name, String reason) {}

    /** Returns what is down, causes first. A component without its configuration is not: nobody wants it. */
    List<Down> down() {
        return Stream.of(stopped(), ours(Components::failure), ours(Components::waiting))
                .flatMap(List::stream)
                .toList();
    }

    private List<Down> stopped() {
        return bundles.get()
                .filter(bundle -> isOurs(bundle.getSymbolicName()))
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0)
                .map(bundle -> new Down(bundle.getSymbolicName(), "is not started; the log says why"))
                .sorted(Comparator.comparing(Down::name))
                .toList();
    }

    private static boolean isOurs(String symbolicName) {
        return symbolicName != null && symbolicName.startsWith(OURS);
    }

    private List<Down> ours(Function<ComponentConfigurationDTO, Stream<String>> reasons) {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(component -> isOurs(component.bundle.symbolicName))
                .flatMap(component -> runtime.getComponentConfigurationDTOs(component).stream()
                        .flatMap(reasons)
                        .map(reason -> new Down(component.name, reason)))
                .sorted(Comparator.comparing(Down::name))
                .toList();
    }

    private static Stream<String> failure(ComponentConfigurationDTO configuration) {
        return configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION
                ? Stream.of(reason(configuration.failure))
                : Stream.empty();
    }

    private static Stream<String> waiting(ComponentConfigurationDTO configuration) {
        if (configuration.state != ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            return Stream.empty();
        }
        return Stream.of(Arrays.stream(configuration.unsatisfiedReferences)
                .map(reference -> wanted(configuration.description, reference.name))
                .collect(Collectors.joining(", ", "waits for ", "")));
    }

    private static String wanted(ComponentDescriptionDTO component, String reference) {
        return Arrays.stream(component.references)
                .filter(declared -> declared.name.equals(reference))
                .map(declared -> declared.interfaceName)
                .findFirst()
                .orElse(reference);
    }

    /** Returns the outermost message in a stack trace. The exceptions around it are reflection's; those within know less of the context. */
    private static String reason(String trace) {
        var exceptions = String.valueOf(trace)
                .lines()
                .filter(line -> EXCEPTION.matcher(line).find())
                .toList();
        return exceptions.stream()
                .map(line -> EXCEPTION.matcher(line).replaceFirst(""))
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse(exceptions.isEmpty() ? "the log says why" : exceptions.get(0));
    }
}
