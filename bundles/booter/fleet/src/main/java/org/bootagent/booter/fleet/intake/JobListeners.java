package org.bootagent.booter.fleet.intake;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.feed.FleetNews;
import org.bootagent.booter.fleet.feed.JobListener;
import org.bootagent.booter.fleet.job.FleetJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who hear of jobs and hosts. What goes wrong with one is not the others' nor the asker's affair. */
public final class JobListeners {
    private static final Logger LOG = LoggerFactory.getLogger(JobListeners.class);

    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();

    public Runnable add(JobListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public boolean reach(String agentsn) {
        for (JobListener listener : listeners) {
            if (listener.reaches(agentsn)) {
                return true;
            }
        }
        return false;
    }

    public void enqueued(List<FleetJob> jobs) {
        tell(jobs, listener -> listener.enqueued(jobs));
    }

    void heard(FleetNews news) {
        tell("news of hosts", listener -> listener.heard(news));
    }

    public void finished(Collection<FleetJob> jobs) {
        tell(jobs, listener -> listener.finished(jobs));
    }

    public void removed(String agentsn) {
        tell("the removal of a host", listener -> listener.removed(agentsn));
    }

    public void callbacksRequested(CallbackRequest request) {
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
