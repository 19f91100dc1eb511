package org.bootagent.booter.fleet.metrics;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A part of Booter that has metrics. Registered as a service; called at each scrape. Thread-safe, quick, never throws. */
@ConsumerType
public interface MetricSource {
    /** Returns whole families: no two sources share a family's name. */
    List<MetricFamily> metrics();
}
