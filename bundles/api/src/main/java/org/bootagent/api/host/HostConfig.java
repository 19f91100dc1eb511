package org.bootagent.api.host;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Facts that the launcher gives to every bundle, as the configuration {@link #PID}. A component that needs them names the PID first in its {@code
 * configurationPid}, requires the configuration, and takes this annotation as a constructor parameter.
 */
@ComponentPropertyType
public @interface HostConfig {
    /** The configuration's PID. */
    String PID = "org.bootagent.host";

    /** Absolute path of the home: all state of this host agent, on one mount. */
    String home();

    /** Version of this BootAgent, such as {@code 0.1.0}. */
    String version() default "0.0.0";

    /** Machine architecture as the kernel spells it, such as {@code x86_64}. */
    String arch() default "unknown";

    /** {@code HOST[:PORT],HOST[:PORT]} from the operator's settings: {@code host/servers}. Empty: none. */
    String servers() default "";

    /** {@code HOST[:PORT],HOST[:PORT]} that are always tried after the persisted servers: {@link #servers}, then those of the build. Empty: none. */
    String serversBuiltIn() default "";

    /** {@code HOST[:PORT],HOST[:PORT]} from {@code -S}; used on the first start only. Empty: none. */
    String serversFirstStart() default "";

    /** Serial number, a UUID, that this host proposes until a server has registered it, for servers that must know it beforehand. Empty: one of its own. */
    String serialNumber() default "";

    /**
     * {@code http://[USER:PASSWORD@]HOST:PORT}, the proxy to {@code http} servers. Empty: as in the environment ({@code http_proxy}); {@code none}: no proxy.
     */
    String httpProxy() default "";

    /** The same for {@code https} ({@code https_proxy}). */
    String httpsProxy() default "";

    /**
     * Servers that are reached directly: names, with all below them, addresses and networks, separated by commas. Empty: as in the environment ({@code
     * no_proxy}).
     */
    String noProxy() default "";

    /** The settings file given with {@code --conf}; empty: none was given. */
    String conf() default "";

    /** Transport to the server: {@code http} or {@code grpc}. */
    String transport() default "http";

    /** Process id of the guard that started this host agent and starts it again; 0: none. */
    long guard() default 0;

    /** Release that this host agent was started from: its id below {@code agents/BootAgent}, or {@link #BASE}. */
    String release() default BASE;

    /** Tells whether the guard waits for the first report: this version is on trial, or has just been restored after one. */
    boolean awaited() default false;

    /** Tells whether this host agent was restarted because a job asked for it, and not with its machine or after a crash. */
    boolean requested() default false;

    /** Value of {@link #release()} for a version that was installed on the host by other means. */
    String BASE = "base";
}
