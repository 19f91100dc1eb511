package org.bootagent.api.job;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The agents a {@link JobHandler} is for: the service property {@value #PROPERTY}. For these it comes before every handler that names no agent, and it gets no
 * others' jobs. Without this annotation a handler is for every agent.
 */
@ComponentPropertyType
public @interface JobAgents {
    /** Name of the service property that this annotation sets. */
    String PROPERTY = "job.agents";

    String[] value();
}
