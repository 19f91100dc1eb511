package org.bootagent.transport.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.wire.Json;

/**
 * Reply of a server with a status of 2xx. The status alone means that the server has taken the message, even if the rest of the reply is unusable.
 *
 * @param base of the server's URLs, such as {@code http://booter.example.com:8080}
 * @param body the whole body; empty if {@code problem} is not
 * @param problem why the body could not be read, or empty
 */
record Reply(ServerAddress server, String base, String body, String problem) {

    JsonNode json() throws IOException {
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
        var tree = Json.MAPPER.readTree(body);
        if (!tree.isObject()) {
            throw new IOException("it is not a JSON object");
        }
        return tree;
    }
}
