package org.bootagent.job.upgrade;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.Checksum;

/** {@link Upgrades} in the metafile, one commit a change. */
final class Journal {
    private final Metafile metafile;

    Journal(Metafile metafile) {
        this.metafile = metafile;
    }

    boolean isBad(String agent, Checksum checksum) {
        return upgrades().isBad(agent, checksum.hex());
    }

    Optional<Begun> begun(String agent) {
        return Optional.ofNullable(upgrades().begun().get(agent));
    }

    void begin(Begun begun) {
        change(upgrades -> upgrades.begin(begun.agent(), begun));
    }

    /** The release goes back; from now on a crash is followed by going back too, never by another try. */
    void takeBack(Begun begun, boolean bad) {
        change(upgrades -> {
            var next = upgrades.begin(begun.agent(), begun);
            return bad ? next.bad(begun.agent(), begun.digest()) : next;
        });
    }

    void succeeded(Begun begun) {
        change(upgrades -> upgrades.end(begun.agent()).good(begun.agent(), begun.digest()));
    }

    void takenBack(Begun begun) {
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
