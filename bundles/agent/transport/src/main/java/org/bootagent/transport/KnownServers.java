package org.bootagent.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers in the order in which they are asked, which is the operator's preference: the persisted ones, then the built-in ones with duplicates, then the
 * last resort if it is none of these.
 */
public final class KnownServers {
    private static final Logger LOG = LoggerFactory.getLogger(KnownServers.class);

    private final Metafile metafile;

    public KnownServers(Metafile metafile) {
        this.metafile = metafile;
    }

    public static List<ServerAddress> inOrder(
            List<ServerAddress> persisted, List<ServerAddress> builtIn, Optional<ServerAddress> lastResort) {
        var all = new ArrayList<>(persisted);
        all.addAll(builtIn);
        lastResort.filter(server -> !all.contains(server)).ifPresent(all::add);
        return all;
    }

    /** Returns the server that last accepted a report. */
    public Optional<ServerAddress> lastResort() {
        return metafile.read(LastServer.SECTION).map(last -> ServerAddress.parse(last.server()));
    }

    /** Remembers the server that has accepted a report. */
    public void remember(ServerAddress server) {
        if (lastResort().equals(Optional.of(server))) {
            return;
        }
        try {
            metafile.commit(edit -> edit.put(LastServer.SECTION, LastServer.of(server)));
        } catch (MetafileException e) {
            LOG.debug("Cannot remember {} as the last server; the next report tries again", server, e);
        }
    }
}
