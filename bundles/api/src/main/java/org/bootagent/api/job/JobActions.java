package org.bootagent.api.job;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** Actions that a {@link JobHandler} carries out: the service property {@value #PROPERTY}. */
@ComponentPropertyType
public @interface JobActions {
    /** Name of the service property that this annotation sets. */
    String PROPERTY = "job.actions";

    String[] value();
}
