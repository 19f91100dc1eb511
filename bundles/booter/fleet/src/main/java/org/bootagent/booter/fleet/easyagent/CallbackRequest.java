package org.bootagent.booter.fleet.easyagent;

import java.util.List;

/**
 * Callbacks that a host agent named when it registered, to be made now that it is connected.
 *
 * @param agentsn serial number of the host
 * @param hostname its name
 * @param address the address that it uses towards Booter, as it says; may be empty
 * @param callbacks as it named them; they may be anything
 */
public record CallbackRequest(String agentsn, String hostname, String address, List<String> callbacks) {
    public CallbackRequest {
        callbacks = List.copyOf(callbacks);
    }
}
