package org.bootagent.booter.fleet;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who hear of jobs and hosts. What goes wrong with one is not the others' nor the asker's affair. */
final class JobListeners {
    private static final Logger LOG = LoggerFactory.getLogger(JobListeners.class);

    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();

    Runnable add(JobListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    boolean reach(String agentsn) {
        for (JobListener listener : listeners) {
            if (listener.reaches(agentsn)) {
                return true;
            }
        }
        return false;
    }

    void enqueued(List<FleetJob> jobs) {
        tell(jobs, listener -> listener.enqueued(jobs));
    }

    void heard(FleetNews news) {
        tell("news of hosts", listener -> listener.heard(news));
    }

    void finished(Collection<FleetJob> jobs) {
        tell(jobs, listener -> listener.finished(jobs));
    }

    void removed(String agentsn) {
        tell("the removal of a host", listener -> listener.removed(agentsn));
    }

    void callbacksRequested(CallbackRequest request) {
        tell("callbacks of a host", listener -> listener.callbacksRequested(request));
    }

    private void tell(Collection<FleetJob> jobs, Consumer<JobListener> news) {
        if (!jobs.isEmpty()) {
            tell("news of jobs", news);
        }
    }

    private void tell(String what, Consumer<JobListener> news) {
        for (JobListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("{} could not take {}", listener, what, e);
            }
        }
    }
}
