package org.bootagent.launcher;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Finds components that could not be activated or lack a service, and the reasons. Uses reflection: the launcher shares no types with the bundles. */
final class Components {
    private static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";
    private static final String OURS = "org.bootagent.";
    /** {@code ComponentConfigurationDTO.FAILED_ACTIVATION} */
    private static final int FAILED_ACTIVATION = 16;

    /** {@code ComponentConfigurationDTO.UNSATISFIED_REFERENCE}: it is configured, and a service is missing. */
    private static final int UNSATISFIED_REFERENCE = 2;

    private static final String WRONG_ARGUMENT = "java.lang.IllegalArgumentException: ";

    /** Message of Declarative Services about a component that lacks another one. */
    private static final String CONSEQUENCE = "Unable to get service for reference";

    private static final Pattern EXCEPTION = Pattern.compile("^(?:Caused by: )?(?:[\\w$]+[.])+[\\w$]+(?:: |$)");

    /**
     * A component that could not be activated.
     *
     * @param component its name
     * @param reason message of what it threw
     * @param wrongSetting true if its settings are wrong, so that another start does not help
     */
    record Failure(String component, String reason, boolean wrongSetting) {
        /** @param trace stack trace of what it threw */
        static Failure of(String component, String trace) {
            String told = told(trace);
            return new Failure(
                    component,
                    words(told),
                    told.replaceFirst("^Caused by: ", "").startsWith(WRONG_ARGUMENT));
        }

        /** Returns whether it failed only because another component did. */
        boolean consequence() {
            return reason.startsWith(CONSEQUENCE);
        }
    }

    static final Comparator<Failure> CAUSES_FIRST =
            Comparator.comparing(Failure::consequence).thenComparing(Failure::component);

    private Components() {}

    /** Returns the failures, causes before consequences. */
    static List<Failure> failures(BundleContext context) {
        return inState(
                        context,
                        FAILED_ACTIVATION,
                        (component, configuration) ->
                                Failure.of((String) field(component, "name"), (String) field(configuration, "failure")))
                .sorted(CAUSES_FIRST)
                .toList();
    }

    /** Returns what to tell of the distribution's components that are configured and lack a service. */
    static List<String> waiting(BundleContext context) {
        return inState(context, UNSATISFIED_REFERENCE, Components::lack)
                .filter(line -> line.startsWith(OURS))
                .sorted()
                .toList();
    }

    /** Returns what to tell of a component that lacks services. */
    static String lack(Object component, Object configuration) {
        String services = Arrays.stream((Object[]) field(configuration, "unsatisfiedReferences"))
                .map(missing -> wanted(component, field(missing, "name")))
                .distinct()
                .collect(Collectors.joining(", "));
        return field(component, "name") + " does not run: it waits for " + services;
    }

    private static String wanted(Object component, Object reference) {
        return Arrays.stream((Object[]) field(component, "references"))
                .filter(declared -> field(declared, "name").equals(reference))
                .map(declared -> (String) field(declared, "interfaceName"))
                .findFirst()
                .orElse(reference.toString());
    }

    private static <T> Stream<T> inState(BundleContext context, int state, BiFunction<Object, Object, T> told) {
        var reference = context.getServiceReference(RUNTIME);
        if (reference == null) {
            return Stream.empty();
        }
        Object runtime = context.getService(reference);
        try {
            var all = (Collection<?>) call(runtime, "getComponentDescriptionDTOs", (Object) new Bundle[0]);
            return all.stream()
                    .flatMap(component -> ((Collection<?>) call(runtime, "getComponentConfigurationDTOs", component))
                            .stream()
                                    .filter(configuration ->
                                            field(configuration, "state").equals(state))
                                    .map(configuration -> told.apply(component, configuration)))
                    .toList()
                    .stream();
        } finally {
            context.ungetService(reference);
        }
    }

    /** Returns the outermost message in a stack trace. The exceptions around it are reflection's; those within know less of the context. */
    private static String told(String trace) {
        if (trace == null) {
            return "the log says why";
        }
        var exceptions =
                trace.lines().filter(line -> EXCEPTION.matcher(line).find()).toList();
        return exceptions.stream()
                .filter(line -> !EXCEPTION.matcher(line).replaceFirst("").isEmpty())
                .findFirst()
                .orElse(exceptions.isEmpty() ? trace : exceptions.get(0));
    }

    private static String words(String told) {
        String words = EXCEPTION.matcher(told).replaceFirst("");
        return words.isEmpty() ? told : words;
    }

    private static Object call(Object target, String name, Object argument) {
        Method method = Arrays.stream(target.getClass().getInterfaces())
                .filter(type -> type.getName().equals(RUNTIME))
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return method.invoke(target, argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the components cannot be queried", e);
        }
    }

    private static Object field(Object data, String name) {
        try {
            return data.getClass().getField(name).get(data);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the components cannot be queried", e);
        }
    }
}
