package org.bootagent.watchdog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.HostRestart;
import org.bootagent.api.host.Ticker;
import org.bootagent.api.metafile.Metafile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Host agent's end of the guard: gives it signs of life, and asks it for restarts. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.watchdog"},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class Watchdog implements HostRestart {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    /** Exit code by which the guard recognizes a requested restart. */
    private static final int RESTART = 85;

    private static final int KILLED = 137;
    private static final int TRIAL_SECONDS = 15;

    @ObjectClassDefinition(name = "BootAgent: watchdog", pid = "org.bootagent.watchdog")
    @interface Config {
        @AttributeDefinition(description = "Seconds without a sign of life after which the guard restarts; 0: never")
        int hangSeconds() default 60;
    }

    private final long guard;
    private final IntConsumer exit;
    private final Heartbeat heartbeat;

    /** @param exit ends this process in order, with that code; null where nobody could start it again */
    @Activate
    public Watchdog(
            HostConfig host,
            Config config,
            @Reference Metafile metafile,
            @Reference Ticker ticker,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, target = "(bootagent.exit=true)") IntConsumer exit)
            throws IOException {
        this.guard = host.guard();
        this.exit = exit;
        int hang = Math.max(0, config.hangSeconds());
        // A version on trial is not worth waiting for.
        var life = new SignOfLife(guard, host.awaited() && hang > 0 ? Math.min(hang, TRIAL_SECONDS) : hang);
        var file = new HeartbeatFile(Path.of(host.home()));
        heartbeat = new Heartbeat(life, metafile, ticker, file, host.awaited(), this::guardIsGone);
        heartbeat.start();
    }

    @Deactivate
    void stop() {
        heartbeat.stop();
    }

    @Override
    public boolean possible() {
        return guard > 0 && exit != null;
    }

    @Override
    public void request(String reason) {
        if (!possible()) {
            throw new IllegalStateException("BootAgent runs without its guard, so nobody would start it again");
        }
        LOG.info("BootAgent is about to be restarted: {}", reason);
        exit.accept(RESTART);
    }

    /**
     * Ends this process at once, without an orderly stop: another guard may be about to start its successor. Where the kernel can, it would have killed this
     * process with its guard.
     */
    private void guardIsGone() {
        LOG.error("The guard, process {}, is gone; BootAgent ends, its agents run on", guard);
        Runtime.getRuntime().halt(KILLED);
    }
}
