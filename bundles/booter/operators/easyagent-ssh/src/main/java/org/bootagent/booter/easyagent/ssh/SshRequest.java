package org.bootagent.booter.easyagent.ssh;

import static org.bootagent.wire.EasyAgentReply.Code.PARAMETER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.bootagent.wire.Json;

/**
 * A command to run on a remote host. Its text is never logged, because it contains secrets.
 *
 * @param password or null if a key is used
 * @param key private key in PEM or OpenSSH's format, or null
 * @param command or null to test only the login
 */
record SshRequest(String host, int port, String user, String password, String key, String command) {
    private static final int MAX_KEY = 64 << 10;
    private static final int MAX_COMMAND = 64 << 10;
    private static final int MAX_WORD = 1024;

    static SshRequest read(JsonNode tree, boolean byKey, boolean runs) throws SshException {
        if (!(tree instanceof ObjectNode object)) {
            throw new SshException(PARAMETER, "the body must be a JSON object with host, port, user …");
        }
        var body = Json.fieldsInAnyCase(object);
        String host = text(body, "host", 253);
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")) {
            throw new SshException(PARAMETER, "host must be a host name or an address");
        }
        String user = text(body, "user", 128);
        if (!user.matches("[^\\p{Cntrl}]+")) {
            throw new SshException(PARAMETER, "user must be one line");
        }
        return new SshRequest(
                host,
                port(body.get("port")),
                user,
                byKey ? null : text(body, "password", MAX_WORD),
                byKey ? text(body, "pk", MAX_KEY) : null,
                runs ? text(body, "cmd", MAX_COMMAND) : null);
    }

    /** Reads a number or, as some clients of the original write it, a string of digits. */
    private static int port(JsonNode port) throws SshException {
        if (port == null) {
            return 22;
        }
        int number = port.asText().matches("[0-9]{1,5}") ? Integer.parseInt(port.asText()) : 0;
        if (number < 1 || number > 65535) {
            throw new SshException(PARAMETER, "port must be 1 to 65535");
        }
        return number;
    }

    private static String text(Map<String, JsonNode> body, String field, int most) throws SshException {
        JsonNode value = body.get(field);
        if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
            throw new SshException(PARAMETER, field + " is missing, must be a text");
        }
        if (value.textValue().length() > most) {
            throw new SshException(PARAMETER, field + " must have at most " + most + " characters");
        }
        return value.textValue();
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
