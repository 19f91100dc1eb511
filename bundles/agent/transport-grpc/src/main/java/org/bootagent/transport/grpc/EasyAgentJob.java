package org.bootagent.transport.grpc;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Id of a job that an EasyAgent server has sent as a command, with everything needed to answer it at any later time. Each command is a job of its own, because
 * the server's numbers may start over.
 *
 * @param seqno of the command
 * @param agent that it was for
 * @param nonce that tells it from an earlier one of this number
 */
record EasyAgentJob(long seqno, Optional<UUID> agent, String nonce) {
    private static final Pattern ID = Pattern.compile("easyagent-([0-9]{1,10})-(none|[0-9a-f-]{36})-([0-9a-f]{8})");

    static EasyAgentJob of(int seqno, Optional<UUID> agent) {
        String nonce = UUID.randomUUID().toString().substring(0, 8);
        return new EasyAgentJob(Integer.toUnsignedLong(seqno), agent, nonce);
    }

    static Optional<EasyAgentJob> parse(String id) {
        return Optional.of(ID.matcher(id)).filter(Matcher::matches).map(EasyAgentJob::of);
    }

    private static EasyAgentJob of(Matcher id) {
        var agent = id.group(2).equals("none") ? Optional.<UUID>empty() : Optional.of(UUID.fromString(id.group(2)));
        return new EasyAgentJob(Long.parseLong(id.group(1)), agent, id.group(3));
    }

    String id() {
        return "easyagent-" + seqno + "-" + agent.map(UUID::toString).orElse("none") + "-" + nonce;
    }
}
