package org.bootagent.job.upgrade;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.Checksum;

/** {@link Upgrades} in the metafile, one commit a change. */
final class UpgradeJournal {
    private final Metafile metafile;

    UpgradeJournal(Metafile metafile) {
        this.metafile = metafile;
    }

    boolean isBad(String agent, Checksum checksum) {
        return upgrades().isBad(agent, checksum.hex());
    }

    Optional<UpgradeIntent> begun(String agent) {
        return Optional.ofNullable(upgrades().begun().get(agent));
    }

    void begin(UpgradeIntent begun) {
        change(upgrades -> upgrades.begin(begun.agent(), begun));
    }

    /** Marks the release for going back. From now on a crash is followed by going back too, never by another try. */
    void takeBack(UpgradeIntent begun, boolean bad) {
        change(upgrades -> {
            var next = upgrades.begin(begun.agent(), begun);
            return bad ? next.bad(begun.agent(), begun.digest()) : next;
        });
    }

    /** @param watched end of the time in which the agent goes back if it becomes unhealthy */
    void succeeded(UpgradeIntent begun, Instant watched) {
        change(upgrades -> {
            var next = upgrades.end(begun.agent()).good(begun.agent(), begun.digest());
            if (begun.back() == null) {
                return begun.isSameRelease()
                        ? next
                        : next.done(begun.agent(), new CompletedUpgrade(begun.before(), begun.release(), watched));
            }
            next = next.undone(begun.agent());
            return begun.back().bad() ? next.bad(begun.agent(), begun.back().digest()) : next;
        });
    }

    /** Returns the agent's last upgrade, unless it was undone. */
    Optional<CompletedUpgrade> done(String agent) {
        return Optional.ofNullable(upgrades().done().get(agent));
    }

    /** Ends the watch of an upgrade: an unhealthy agent is not rolled back for it any more. */
    void unwatch(String agent, CompletedUpgrade done) {
        change(upgrades -> upgrades.done(agent, new CompletedUpgrade(done.before(), done.release(), Instant.EPOCH)));
    }

    void takenBack(UpgradeIntent begun) {
        change(upgrades -> upgrades.end(begun.agent()));
    }

    private Upgrades upgrades() {
        return metafile.read(Upgrades.SECTION).orElse(Upgrades.NONE);
    }

    private void change(UnaryOperator<Upgrades> change) {
        metafile.commit(edit -> edit.put(
                Upgrades.SECTION, change.apply(edit.get(Upgrades.SECTION).orElse(Upgrades.NONE))));
    }
}
