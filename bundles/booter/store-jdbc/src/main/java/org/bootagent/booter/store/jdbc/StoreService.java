package org.bootagent.booter.store.jdbc;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The fleet's store as a service. */
@Component(
        configurationPid = {BooterConfig.PID, "org.bootagent.booter.store.jdbc"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class StoreService implements FleetStore {

    @ObjectClassDefinition(name = "Booter: database")
    @interface Config {
        @AttributeDefinition(description = "JDBC address; empty: an embedded database in Booter's home")
        String url() default "";

        @AttributeDefinition(description = "User of the database")
        String user() default "booter";

        @AttributeDefinition(description = "The user's password", type = AttributeType.PASSWORD)
        String password() default "";

        @AttributeDefinition(description = "Connections kept open")
        int connections() default 8;
    }

    private final JdbcFleetStore store;

    @Activate
    public StoreService(BooterConfig booter, Config config) {
        String url = config.url().isEmpty() ? Database.embedded(Path.of(booter.home())) : config.url();
        store = new JdbcFleetStore(Database.open(url, config.user(), config.password(), config.connections()));
    }

    @Deactivate
    void close() {
        store.close();
    }

    @Override
    public <T> T inTransaction(Function<UnitOfWork, T> work) {
        return store.inTransaction(work);
    }

    @Override
    public Set<String> waiting(Collection<String> serialNumbers) {
        return store.waiting(serialNumbers);
    }
}
