package org.bootagent.booterctl.command;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.api.packages.Checksum;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.booterctl.client.CommandException;
import org.bootagent.wire.Json;

/** Checks jobs by the host's own rules, so that a mistake shows here and not in a failing job. */
public final class HostRules {
    private HostRules() {}

    /** @param options of an agent, as a job has them */
    public static void checkAgent(ObjectNode options) throws CommandException {
        check(() -> Json.MAPPER.convertValue(options, AgentParameters.class));
    }

    public static void checkChecksum(String checksum) throws CommandException {
        if (checksum != null) {
            check(() -> Checksum.parse(checksum));
        }
    }

    private static void check(Runnable rule) throws CommandException {
        try {
            rule.run();
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(message(e));
        }
    }

    /** Returns the message of the rule itself, not of wrapping exceptions. */
    private static String message(Throwable e) {
        var cause = e.getCause();
        return cause instanceof IllegalArgumentException || cause instanceof JacksonException
                ? message(cause)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
