package org.bootagent.transport.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.transport.JobReader;
import org.bootagent.transport.KnownServers;
import org.bootagent.transport.NoServerException;
import org.bootagent.transport.Registration;
import org.bootagent.transport.ReportComposer;
import org.bootagent.transport.StatusLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Talks to the server round by round: registers until accepted, then reports. For one thread. */
final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MAX_BATCH = 500;

    private final Metafile metafile;
    private final KnownServers known;
    private final ReportOutbox outbox;
    private final Registration registration;
    private final ReportComposer composer;
    private final JobReader jobs;
    private final Servers servers;
    private final OutputDelivery outputs;
    private final StatusLog log;

    /**
     * Result of a round.
     *
     * @param untilNext the time to the next one
     * @param broughtJobs which may change the step
     */
    record Round(Duration untilNext, boolean broughtJobs) {}

    Conversation(
            Metafile metafile,
            ReportOutbox outbox,
            Registration registration,
            ReportComposer composer,
            JobReader jobs,
            Servers servers,
            OutputDelivery outputs,
            StatusLog log) {
        this.metafile = metafile;
        this.known = new KnownServers(metafile);
        this.outbox = outbox;
        this.registration = registration;
        this.composer = composer;
        this.jobs = jobs;
        this.servers = servers;
        this.outputs = outputs;
        this.log = log;
    }

    boolean registered() {
        return metafile.read(HostSettings.SECTION).isPresent();
    }

    /** The step in force. */
    Duration step() {
        return metafile.read(HostSettings.SECTION).map(HostSettings::step).orElse(registration.firstStep());
    }

    Round next() {
        var settings = metafile.read(HostSettings.SECTION);
        return settings.isPresent() ? report(settings.get()) : register();
    }

    private Round register() {
        var step = registration.firstStep();
        try {
            var reply = servers.post(
                    registration.firstServers(), Optional.empty(), step, "/agent/register", registration.request());
            return register(reply) ? new Round(Duration.ZERO, false) : new Round(step, false);
        } catch (NoServerException e) {
            log.registration("", false, "not registered: " + e.getMessage());
            return new Round(e.untilNext(), false);
        }
    }

    private boolean register(Reply reply) {
        var server = reply.server().toString();
        try {
            var settings = registration.read(reply.json());
            metafile.commit(edit -> edit.put(HostSettings.SECTION, settings));
            log.registration(server, true, "registered as " + settings.agentsn());
            return true;
        } catch (IOException | MetafileException e) {
            log.registration(server, false, "not registered: " + e.getMessage());
            return false;
        }
    }

    /** Delivers what jobs have written. Returns whether a result need not wait any longer. */
    boolean deliverOutputs() {
        var settings = metafile.read(HostSettings.SECTION);
        var server = known.lastResort();
        if (settings.isEmpty() || server.isEmpty()) {
            return false;
        }
        outputs.deliver(server.get(), settings.get().agentsn());
        return !settled(outbox.peek(MAX_BATCH, MAX_BATCH)).results().isEmpty();
    }

    /** Returns the batch without results whose output the server does not have yet. */
    private ReportOutbox.Batch settled(ReportOutbox.Batch batch) {
        return new ReportOutbox.Batch(
                batch.results().stream().filter(outputs::settled).toList(), batch.events());
    }

    private Round report(HostSettings settings) {
        // Now, as what has written it may be over already.
        var peeked = outbox.peek(MAX_BATCH, MAX_BATCH);
        known.lastResort().ifPresent(server -> outputs.deliver(server, settings.agentsn()));
        var batch = settled(peeked);
        try {
            var reply = servers.post(
                    addresses(settings),
                    known.lastResort(),
                    settings.step(),
                    "/agent/status",
                    composer.compose(settings, batch));
            confirm(batch);
            known.remember(reply.server());
            boolean broughtJobs = takeJobs(reply);
            return new Round(step(), broughtJobs);
        } catch (NoServerException e) {
            log.report("", false, "not accepted: " + e.getMessage());
            return new Round(e.untilNext(), false);
        }
    }

    private static List<ServerAddress> addresses(HostSettings settings) {
        return settings.servers().stream().map(ServerAddress::parse).toList();
    }

    private void confirm(ReportOutbox.Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            outbox.confirm(batch);
        } catch (MetafileException e) {
            LOG.warn(
                    "Cannot record the server's confirmation; confirmed results and events will be sent again: {}",
                    e.getMessage());
        }
    }

    private boolean takeJobs(Reply reply) {
        var server = reply.server().toString();
        try {
            boolean broughtJobs = jobs.read(reply.json(), reply.base()) > 0;
            log.report(server, true, "accepted");
            return broughtJobs;
        } catch (IOException e) {
            log.unreadable(server, e.getMessage());
            return false;
        }
    }
}
