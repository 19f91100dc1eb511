package org.bootagent.booter.http.api;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Finds Booter's failed components, and those that wait for others since. */
final class Components {
    private static final String OURS = "org.bootagent.";
    private static final Pattern EXCEPTION = Pattern.compile("^(?:Caused by: )?(?:[\\w$]+[.])+[\\w$]+(?:: |$)");

    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** A component that does not run, and the reason. */
    record Down(String name, String reason) {}

    /**
     * Returns the components that are down. One without its configuration or its references is as it was set up, unless another has failed: then it may be for
     * that.
     */
    List<Down> down() {
        var failed = ours(Components::failure);
        return failed.isEmpty()
                ? failed
                : Stream.concat(failed.stream(), ours(Components::waiting).stream())
                        .toList();
    }

    private List<Down> ours(Function<ComponentConfigurationDTO, Stream<String>> reasons) {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(component -> component.bundle.symbolicName.startsWith(OURS))
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
