package org.bootagent.api.job;

import org.osgi.annotation.versioning.ProviderType;

/** Parameters of a job, beside its id, action and name. */
@ProviderType
public interface JobParameters {
    /**
     * Maps the parameters onto a record of the handler's own. Record components are named as on the wire; absent ones are null (primitives: zero); unknown
     * fields are ignored. The record validates itself: an {@link IllegalArgumentException} of its constructor becomes {@link ErrorCode#BAD_FIELD}.
     *
     * @throws JobException {@link ErrorCode#BAD_FIELD} with the field's name
     */
    <T extends Record> T as(Class<T> type) throws JobException;

    /** Returns the parameters as one JSON object, keys sorted; equal parameters give equal texts. */
    String json();
}
