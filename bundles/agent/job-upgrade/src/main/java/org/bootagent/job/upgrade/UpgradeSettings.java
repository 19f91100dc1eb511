package org.bootagent.job.upgrade;

import java.time.Duration;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Defaults of the host for what a job leaves out.
 *
 * @param settle how long a release must stay up
 * @param healthWindow how long it may take to become healthy, and may become unhealthy and go back
 */
record UpgradeSettings(Duration settle, Duration healthWindow) {
    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: upgrade and rollback jobs")
    @interface Config {
        @AttributeDefinition(description = "Seconds that a new release must stay up")
        int settle() default 5;

        @AttributeDefinition(
                description =
                        "Seconds in which a new release with a health check must become healthy, and after which it no longer goes back by itself")
        int healthWindow() default 60;
    }

    static UpgradeSettings of(Config config) {
        return new UpgradeSettings(Duration.ofSeconds(config.settle()), Duration.ofSeconds(config.healthWindow()));
    }
}
