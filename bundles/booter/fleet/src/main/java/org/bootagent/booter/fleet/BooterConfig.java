package org.bootagent.booter.fleet;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Facts that the launcher gives to every bundle of Booter, as the configuration {@link #PID}. A component that needs them names the PID first in its {@code
 * configurationPid}, requires the configuration, and takes this annotation as a constructor parameter.
 */
@ComponentPropertyType
public @interface BooterConfig {
    /** The configuration's PID. */
    String PID = "org.bootagent.booter";

    /** Absolute path of the home: all state of this Booter. */
    String home();

    /** Version of this Booter, such as {@code 0.1.0}. */
    String version() default "0.0.0";

    /** Address of this Booter for hosts, such as {@code http://booter.example.com:8080}; empty: the one that the request used. */
    String publicUrl() default "";

    /** True if other machines may reach it although there is no login. */
    boolean insecure() default false;
}
