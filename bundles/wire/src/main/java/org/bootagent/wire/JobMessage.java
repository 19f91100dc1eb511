package org.bootagent.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.bootagent.api.job.Job;
import org.bootagent.api.packages.PackageReference;

/** A job on the wire: {@code id}, {@code action}, {@code name}, and beside them, flat, the action's parameters. */
public final class JobMessage {
    private JobMessage() {}

    /**
     * Reads a job.
     *
     * @throws IllegalArgumentException naming the wrong field
     */
    public static Job read(JsonNode message) {
        if (!message.isObject()) {
            throw new IllegalArgumentException("a job must be an object");
        }
        ObjectNode rest = message.deepCopy();
        String id = text(rest, "id");
        String action = text(rest, "action");
        String named = text(rest, "name");
        // An empty name is none: write leaves it out, and what is read back is the same job.
        String name = "".equals(named) ? null : named;
        var parameters = new JsonParameters(rest);
        // Sent again by the same server under another address, it is the same job.
        JsonNode server = rest.remove(PackageReference.SERVER);
        var told = server == null ? parameters : new JsonParameters(rest);
        return new Job(id, action, name, parameters, digest(id, action, name, told), timeout(rest));
    }

    /** Writes a job; the inverse of {@link #read}. */
    public static ObjectNode write(Job job) {
        ObjectNode message = JsonParameters.copy(job.parameters());
        message.put("id", job.id()).put("action", job.action());
        if (!job.name().isEmpty()) {
            message.put("name", job.name());
        }
        return message;
    }

    private static String text(ObjectNode object, String field) {
        JsonNode value = object.remove(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " must be a string");
        }
        return value.textValue();
    }

    /** Returns {@code timeout}, in seconds; it stays among the parameters, because some actions have one of their own. */
    private static Duration timeout(ObjectNode rest) {
        JsonNode timeout = rest.get("timeout");
        if (timeout == null || timeout.isNull()) {
            return null;
        }
        double seconds = timeout.isNumber() ? timeout.doubleValue() : Double.NaN;
        if (!(seconds >= 1 && seconds <= Job.MAX_TIMEOUT.toSeconds())) {
            throw new IllegalArgumentException(
                    "timeout must be a number of 1 to " + Job.MAX_TIMEOUT.toSeconds() + " s");
        }
        return Duration.ofSeconds((long) Math.ceil(seconds));
    }

    private static String digest(String id, String action, String name, JsonParameters parameters) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {id, action, name, parameters.json()}) {
                sha.update(String.valueOf(part).getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
