package org.bootagent.api.job;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Agents that a {@link JobHandler} is for: the service property {@value #PROPERTY}. For these agents it has precedence over handlers without this annotation,
 * and it gets no other jobs. Without this annotation a handler is for every agent but {@link #HOST_AGENT}.
 */
@ComponentPropertyType
public @interface JobAgents {
    /** Name of the service property that this annotation sets. */
    String PROPERTY = "job.agents";

    /** Name by which jobs address the host agent itself. Only handlers that are registered for it carry them out. */
    String HOST_AGENT = "BootAgent";

    String[] value();
}
