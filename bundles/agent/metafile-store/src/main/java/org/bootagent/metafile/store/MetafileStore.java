package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.Section;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares the home and serves its metafile. */
@Component(configurationPid = HostConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class MetafileStore implements Metafile {
    private static final Logger LOG = LoggerFactory.getLogger(MetafileStore.class);

    private final HomeLock lock;
    private final Metafile metafile;

    @Activate
    public MetafileStore(HostConfig host) throws IOException {
        Path home = Path.of(host.home());
        HomeDirectory.prepare(home);
        lock = HomeLock.acquire(home);
        try {
            MountCheck.check(home).forEach(LOG::error);
            metafile = MetafileFile.open(home).keepingSpares();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Deactivate
    void deactivate() {
        lock.close();
    }

    @Override
    public <T extends Record> Optional<T> read(Section<T> section) {
        return metafile.read(section);
    }

    @Override
    public Optional<String> trouble() {
        return metafile.trouble();
    }

    @Override
    public void commit(Consumer<Edit> edit) {
        metafile.commit(edit);
    }
}
