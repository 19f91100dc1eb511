package org.bootagent.api.report;

import org.osgi.annotation.versioning.ProviderType;

/** Takes events for the server. Implemented by {@code report-outbox}. Thread-safe. */
@ProviderType
public interface EventSink {
    /** Publishes an event, and keeps it until the server has confirmed it. Adds an id and the time; durable when this returns. */
    void publish(Event.Type type, String agent, String detail);
}
