package org.example.action.ping;

import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Handles the action {@code ping}: answers with its message. */
@Component(configurationPid = "org.example.action.ping")
@JobActions("ping")
@Designate(ocd = PingHandler.Config.class)
public final class PingHandler implements JobHandler {
    @ObjectClassDefinition(name = "Example: ping action")
    @interface Config {
        @AttributeDefinition(description = "What an answer begins with")
        String greeting() default "pong";
    }

    private final Config config;

    @Activate
    public PingHandler(Config config) {
        this.config = config;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var ping = job.parameters().as(Ping.class);
        context.checkCancelled();
        context.progress(1.0, ping.answer(config.greeting()));
    }
}
