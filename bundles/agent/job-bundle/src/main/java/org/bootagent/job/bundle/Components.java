package org.bootagent.job.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bootagent.job.bundle.Framework.Health;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** State of a bundle's components. A component that is created on demand is created by asking for its service. */
final class Components {
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    Components(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    Health health(Bundle bundle) {
        var active = new ArrayList<String>();
        var failed = new ArrayList<String>();
        var waiting = new ArrayList<String>();
        for (var description : runtime.getComponentDescriptionDTOs(bundle)) {
            if (runtime.isComponentEnabled(description)) {
                look(description, active, failed, waiting);
            }
        }
        return new Health(active, failed, waiting);
    }

    private void look(
            ComponentDescriptionDTO description, List<String> active, List<String> failed, List<String> waiting) {
        var configurations = runtime.getComponentConfigurationDTOs(description);
        if (configurations.isEmpty()) {
            waiting.add(description.name + " is not there yet");
        }
        for (var configuration : configurations) {
            switch (configuration.state) {
                case ComponentConfigurationDTO.ACTIVE -> active.add(description.name);
                case ComponentConfigurationDTO.SATISFIED -> ask(description, configuration, active, waiting);
                case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                    failed.add(description.name + " cannot be activated: " + reason(configuration.failure));
                case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                    waiting.add(description.name + " needs the configuration "
                            + String.join(", ", description.configurationPid).replace("org.bootagent.", ""));
                default -> waiting.add(description.name + " has no " + missing(description, configuration));
            }
        }
    }

    /** Asks for the service; the outcome shows at the next look. */
    private void ask(
            ComponentDescriptionDTO description,
            ComponentConfigurationDTO configuration,
            List<String> active,
            List<String> waiting) {
        if (description.factory != null) {
            active.add(description.name);
            return;
        }
        waiting.add(description.name + " is not active yet");
        if (configuration.service != null) {
            ask(configuration.service);
        }
    }

    private void ask(ServiceReferenceDTO service) {
        try {
            String filter = "(" + Constants.SERVICE_ID + "=" + service.id + ")";
            var references = context.getAllServiceReferences(null, filter);
            if (references != null && context.getService(references[0]) != null) {
                context.ungetService(references[0]);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String missing(ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
        return Arrays.stream(configuration.unsatisfiedReferences)
                .map(reference -> wanted(description, reference))
                .collect(Collectors.joining(", "));
    }

    private static String wanted(ComponentDescriptionDTO description, UnsatisfiedReferenceDTO reference) {
        return Arrays.stream(description.references)
                .filter(declared -> declared.name.equals(reference.name))
                .map(declared -> declared.interfaceName + (declared.target == null ? "" : " " + declared.target))
                .findFirst()
                .orElse(reference.name);
    }

    /** Returns the root cause of a stack trace. */
    private static String reason(String trace) {
        var lines = String.valueOf(trace).lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .map(line -> line.substring("Caused by: ".length()))
                .orElse(lines.isEmpty() ? "no reason is given" : lines.get(0));
    }
}
