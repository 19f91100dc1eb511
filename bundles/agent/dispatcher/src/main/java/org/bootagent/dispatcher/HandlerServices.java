package org.bootagent.dispatcher;

import java.util.Arrays;
import java.util.List;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobAgents;
import org.bootagent.api.job.JobHandler;
import org.bootagent.dispatcher.HandlerRegistry.Registration;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Reads actions and agents from the services of handlers. */
final class HandlerServices {
    private HandlerServices() {}

    static Registration registration(JobHandler handler, ServiceReference<JobHandler> service) {
        return registration(
                handler,
                strings(service, JobActions.PROPERTY),
                strings(service, JobAgents.PROPERTY),
                ranking(service),
                id(service),
                service.getBundle());
    }

    /** Registers a handler of the dispatcher itself, which no other handler replaces. */
    static Registration own(JobHandler handler, String action, long id, Bundle bundle) {
        return registration(handler, List.of(action), List.of(), Integer.MAX_VALUE, id, bundle);
    }

    static long id(ServiceReference<?> service) {
        return (Long) service.getProperty(Constants.SERVICE_ID);
    }

    private static Registration registration(
            JobHandler handler, List<String> actions, List<String> agents, int ranking, long id, Bundle bundle) {
        // A service whose bundle is just leaving has none.
        return bundle == null
                ? new Registration(handler, actions, agents, ranking, id, "", "")
                : new Registration(
                        handler,
                        actions,
                        agents,
                        ranking,
                        id,
                        bundle.getSymbolicName(),
                        bundle.getVersion().toString());
    }

    private static List<String> strings(ServiceReference<?> service, String property) {
        Object value = service.getProperty(property);
        if (value instanceof String[] several) {
            return Arrays.asList(several);
        }
        return value instanceof String one ? List.of(one) : List.of();
    }

    private static int ranking(ServiceReference<?> service) {
        return service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }
}
