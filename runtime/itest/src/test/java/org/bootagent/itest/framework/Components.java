package org.bootagent.itest.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Checks this project's components in a framework. */
final class Components {
    private static final String OURS = "org.bootagent.";

    private final ServiceComponentRuntime runtime;

    Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** Returns the names of satisfied components. */
    List<String> satisfied() {
        return ours().stream()
                .filter(this::isSatisfied)
                .map(component -> component.name)
                .sorted()
                .toList();
    }

    /** Returns the reasons why components are unsatisfied; empty if all are satisfied. */
    List<String> complaints() {
        var complaints = new ArrayList<String>();
        for (var component : ours()) {
            if (!isSatisfied(component)) {
                complaints.add(component.name + ": " + reasons(component));
            }
        }
        return complaints;
    }

    private List<ComponentDescriptionDTO> ours() {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(component -> component.bundle.symbolicName.startsWith(OURS))
                .toList();
    }

    private boolean isSatisfied(ComponentDescriptionDTO component) {
        var configurations = runtime.getComponentConfigurationDTOs(component);
        return !configurations.isEmpty() && configurations.stream().allMatch(Components::isUp);
    }

    private static boolean isUp(ComponentConfigurationDTO configuration) {
        return configuration.state == ComponentConfigurationDTO.SATISFIED
                || configuration.state == ComponentConfigurationDTO.ACTIVE;
    }

    private String reasons(ComponentDescriptionDTO component) {
        var configurations = runtime.getComponentConfigurationDTOs(component);
        if (configurations.isEmpty()) {
            return "no configuration";
        }
        return configurations.stream()
                .map(configuration -> configuration.failure != null
                        ? configuration.failure
                        : "lacks "
                                + Arrays.stream(configuration.unsatisfiedReferences)
                                        .map(reference -> reference.name)
                                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /** Returns the bundles that are not resolved. */
    static List<String> unresolved(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() < Bundle.RESOLVED)
                .map(Bundle::getSymbolicName)
                .toList();
    }
}
