package org.bootagent.job.upgrade;

import java.time.InstantSource;
import java.util.Map;
import org.bootagent.api.host.SteadyClock;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.RollbackTrigger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns an agent that becomes unhealthy soon after an upgrade to its old release. It does so by an ordinary job, which takes its turn and survives a crash.
 */
@Component
public final class RollbackWhenUnhealthy implements RollbackTrigger {
    private static final Logger LOG = LoggerFactory.getLogger(RollbackWhenUnhealthy.class);

    private final UpgradeJournal journal;
    private final JobQueue jobs;
    private final InstantSource clock;

    @Activate
    public RollbackWhenUnhealthy(@Reference Metafile metafile, @Reference JobQueue jobs) {
        this(metafile, jobs, SteadyClock.get());
    }

    RollbackWhenUnhealthy(Metafile metafile, JobQueue jobs, InstantSource clock) {
        this.journal = new UpgradeJournal(metafile);
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public boolean rollBack(String agent, String reason) {
        var done = journal.done(agent).filter(upgrade -> clock.instant().isBefore(upgrade.watched()));
        done.ifPresent(upgrade -> {
            LOG.warn("Rolling agent {} back from {}: {}", agent, upgrade.release(), reason);
            jobs.request("rollback", agent, Map.of("bad", true, "from", upgrade.release()));
            // One try: where it fails, the agent is restarted like any other.
            journal.unwatch(agent, upgrade);
        });
        return done.isPresent();
    }
}
