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
        @AttributeDefinition(description = "Milliseconds that an agent must be up to count as started")
        long settleMillis() default 1000;
    }

    private static final int MOST_SETTLE = 3600;

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
     * Parameters of a stop job.
     *
     * @param recover whether the agent is started again with the host agent; false unless said otherwise
     */
    record StopRequest(boolean recover) {}

    /**
     * Parameters of a start or restart job, beside the agent's options.
     *
     * @param settle seconds that it must be up to count as started; 0: it need only have a process; null: as configured
     * @param onlyStopped whether a start fails if the agent runs; false unless said otherwise
     */
    record StartRequest(Double settle, boolean onlyStopped) {
        StartRequest {
            if (settle != null && !(settle >= 0 && settle <= MOST_SETTLE)) {
                throw new IllegalArgumentException("settle must be 0 to " + MOST_SETTLE + " s");
            }
        }

        Duration settle(Duration configured) {
            return settle == null ? configured : Duration.ofMillis(Math.round(settle * 1000));
        }
    }

    /** EasyAgent's limit of network traffic, which is not enforced here. 0: no limit. */
    record NetLimit(double netLimit) {}

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var agent = new InstalledAgent(supervisor, job.requireName());
        if (job.action().equals("stop")) {
            agent.stop(job.parameters().as(StopRequest.class).recover(), context);
        } else {
            var options = job.parameters().as(AgentParameters.class).options();
            boolean limitsTraffic = job.parameters().as(NetLimit.class).netLimit() > 0;
            var start = job.parameters().as(StartRequest.class);
            boolean restart = job.action().equals("restart");
            if (start.onlyStopped() && !restart) {
                agent.refuseRunning();
            }
            agent.run(restart, options, start.settle(settle), context);
            if (limitsTraffic) {
                context.progress(1, "success; but netLimit has no effect: this host limits no network traffic");
            }
        }
    }
}
