package org.bootagent.booter.http.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.osgi.framework.BundleContext;

/** Finds out whether other machines reach this server although there is no login. */
public final class Exposure {
    private Exposure() {}

    /** Returns a warning for the operator; empty if only this machine reaches it. */
    public static Optional<String> warning(BundleContext context) {
        String host = String.valueOf(context.getProperty("org.apache.felix.http.host"));
        String port = context.getProperty("org.osgi.service.http.port");
        return warning(host, port);
    }

    static Optional<String> warning(String host, String port) {
        return isLoopback(host)
                ? Optional.empty()
                : Optional.of("Booter listens on " + host + ":" + port + " and asks nobody to log in (booter/insecure ="
                        + " true): whoever reaches it may run commands on all hosts");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
