package org.bootagent.dispatcher;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobAgents;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.dispatcher.HandlerRegistry.Registration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Serves the queue and keeps the whiteboard of handlers. */
@Component(configurationPid = "org.bootagent.dispatcher")
@Designate(ocd = DispatcherComponent.Config.class)
public final class DispatcherComponent implements JobQueue {
    private static final Duration RETRY = Duration.ofSeconds(10);

    @ObjectClassDefinition(name = "BootAgent: dispatcher")
    @interface Config {
        @AttributeDefinition(description = "Agents that are worked on at the same time")
        int parallel() default 4;

        @AttributeDefinition(description = "Agents that are started, stopped or restarted at the same time")
        int parallelLifecycle() default 32;

        @AttributeDefinition(description = "Scripts that run at the same time")
        int parallelExec() default 10;

        @AttributeDefinition(description = "Time of a job that does not say, in seconds")
        int timeoutSeconds() default 900;

        @AttributeDefinition(description = "How long a job waits for a bundle that provides its action, in seconds")
        int handlerWaitSeconds() default 30;

        @AttributeDefinition(description = "Time to undo after a deadline, in seconds")
        int graceSeconds() default 30;
    }

    private final HandlerRegistry registry = new HandlerRegistry();
    private final Dispatcher dispatcher;

    @Activate
    public DispatcherComponent(Config config, @Reference Metafile metafile, @Reference ReportOutbox outbox) {
        var settings = new Settings(
                config.parallel(),
                config.parallelLifecycle(),
                config.parallelExec(),
                Duration.ofSeconds(config.timeoutSeconds()),
                Duration.ofSeconds(config.handlerWaitSeconds()),
                Duration.ofSeconds(config.graceSeconds()),
                RETRY);
        dispatcher = new Dispatcher(new JobLedger(metafile, outbox), registry, settings, Clock.systemUTC());
    }

    @Activate
    void activate(BundleContext context) {
        registry.put(own(new CancelHandler(dispatcher::cancel), CancelHandler.ACTION, -1, context));
        registry.put(own(new CancelAgentHandler(dispatcher::cancelAgent), CancelAgentHandler.ACTION, -2, context));
        dispatcher.start();
    }

    private static Registration own(JobHandler handler, String action, long id, BundleContext context) {
        return registration(handler, List.of(action), List.of(), Integer.MAX_VALUE, id, context.getBundle());
    }

    @Deactivate
    void deactivate() {
        dispatcher.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(JobHandler handler, ServiceReference<JobHandler> service) {
        registry.put(registration(
                handler,
                strings(service, JobActions.PROPERTY),
                strings(service, JobAgents.PROPERTY),
                ranking(service),
                id(service),
                service.getBundle()));
    }

    void updatedHandler(JobHandler handler, ServiceReference<JobHandler> service) {
        addHandler(handler, service);
    }

    void removeHandler(ServiceReference<JobHandler> service) {
        registry.remove(id(service));
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

    private static long id(ServiceReference<?> service) {
        return (Long) service.getProperty(Constants.SERVICE_ID);
    }

    @Override
    public void request(String action, String name, Map<String, Object> parameters) {
        dispatcher.request(action, name, parameters);
    }

    @Override
    public void submit(List<Job> jobs) {
        dispatcher.submit(jobs);
    }

    @Override
    public void reject(JobResult result) {
        dispatcher.reject(result);
    }

    @Override
    public int cancel(String id) {
        return dispatcher.cancel(id);
    }

    @Override
    public List<PendingJob> pending() {
        return dispatcher.pending();
    }

    @Override
    public List<Action> actions() {
        return dispatcher.actions();
    }
}
