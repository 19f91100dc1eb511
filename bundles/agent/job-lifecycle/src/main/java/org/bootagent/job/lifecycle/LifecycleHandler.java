package org.bootagent.job.lifecycle;

import java.time.Duration;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.api.process.ProcessSupervisor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Starts, stops and restarts agents that are installed. */
@Component(configurationPid = "org.bootagent.job.lifecycle")
@JobActions({"start", "stop", "restart"})
@Designate(ocd = LifecycleHandler.Config.class)
public final class LifecycleHandler implements JobHandler {
    @ObjectClassDefinition(name = "BootAgent: start, stop and restart jobs")
    @interface Config {
        @AttributeDefinition(description = "How long an agent must be up to count as started, in milliseconds")
        long settleMillis() default 1000;
    }

    private final ProcessSupervisor supervisor;
    private final Duration settle;

    @Activate
    public LifecycleHandler(Config config, @Reference ProcessSupervisor supervisor) {
        this(supervisor, Duration.ofMillis(config.settleMillis()));
    }

    LifecycleHandler(ProcessSupervisor supervisor, Duration settle) {
        this.supervisor = supervisor;
        this.settle = settle;
    }

    /**
     * What a stop job says.
     *
     * @param recover whether the agent is started again with the host agent; false unless said otherwise
     */
    record StopRequest(boolean recover) {}

    /** EasyAgent's limit of network traffic, for which no mechanism is used here. 0: none is asked for. */
    record NetLimit(double netLimit) {}

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var agent = new Agent(supervisor, job.requireName());
        if (job.action().equals("stop")) {
            agent.stop(job.parameters().as(StopRequest.class).recover());
        } else {
            var options = job.parameters().as(AgentParameters.class).options();
            boolean limitsTraffic = job.parameters().as(NetLimit.class).netLimit() > 0;
            agent.run(job.action().equals("restart"), options, settle, context);
            if (limitsTraffic) {
                context.progress(1, "success; but netLimit has no effect: this host limits no network traffic");
            }
        }
    }
}
