package org.bootagent.booter.fleet;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The launcher's word to every bundle of Booter, as the configuration {@link #PID}. A component that needs it names the PID first in its
 * {@code configurationPid}, requires the configuration, and takes this annotation as a constructor parameter.
 */
@ComponentPropertyType
public @interface BooterConfig {
    /** The configuration's PID. */
    String PID = "org.bootagent.booter";

    /** Absolute path of the home: all state of this Booter. */
    String home();

    /** Version of this Booter, such as {@code 0.1.0}. */
    String version() default "0.0.0";

    /** How hosts reach this Booter, such as {@code http://booter.example.com:8080}; empty: as the request that asks did. */
    String publicUrl() default "";

    /** Whether it may be reached from other machines although nobody has to log in. */
    boolean insecure() default false;
}
