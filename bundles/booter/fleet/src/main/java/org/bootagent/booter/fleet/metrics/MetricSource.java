package org.bootagent.booter.fleet.metrics;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A part of Booter that has figures. Registered as a service; asked whenever somebody looks. Thread-safe, quick, never throws. */
@ConsumerType
public interface MetricSource {
    /** Each family whole: no two sources have a family of one name. */
    List<MetricFamily> metrics();
}
