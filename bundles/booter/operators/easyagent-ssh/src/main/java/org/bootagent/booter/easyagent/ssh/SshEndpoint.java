package org.bootagent.booter.easyagent.ssh;

import static org.bootagent.wire.EasyAgentReply.Code.PARAMETER;
import static org.bootagent.wire.EasyAgentReply.Code.UNKNOWN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the operations and answers in EasyAgent's envelope. */
final class SshEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(SshEndpoint.class);
    private static final List<String> OPERATIONS =
            List.of("checkByUserPwd", "checkByUserPk", "runWithUserPwd", "runWithUserPk");
    private static final int MAX_BODY = 256 << 10;

    private final SshRunner runner;
    private final Semaphore free;

    /** @param runner null: not allowed */
    SshEndpoint(SshRunner runner, int most) {
        this.runner = runner;
        this.free = new Semaphore(most);
    }

    /**
     * Answers a request.
     *
     * @param method of HTTP
     * @param operation such as {@code runWithUserPwd}
     */
    EasyAgentReply answer(String method, String operation, InputStream body) {
        try {
            return EasyAgentReply.ok(data(method, operation, body));
        } catch (SshException e) {
            LOG.info("SSH {}: {}", OPERATIONS.contains(operation) ? operation : "(unknown)", e.getMessage());
            return EasyAgentReply.error(e.code(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("SSH {} failed", operation, e);
            return EasyAgentReply.error(UNKNOWN, "Booter could not do it; its log says why");
        }
    }

    private ObjectNode data(String method, String operation, InputStream body) throws SshException {
        if (!OPERATIONS.contains(operation)) {
            throw new SshException(PARAMETER, "there is no such operation; there are ssh/" + OPERATIONS);
        }
        if (!method.equals("POST")) {
            throw new SshException(PARAMETER, "ssh/" + operation + " takes POST only");
        }
        return switch (operation) {
            case "checkByUserPwd" -> limited(body, false, false);
            case "checkByUserPk" -> limited(body, true, false);
            case "runWithUserPwd" -> limited(body, false, true);
            default -> limited(body, true, true);
        };
    }

    private ObjectNode limited(InputStream body, boolean byKey, boolean runs) throws SshException {
        if (runner == null) {
            throw new SshException(
                    UNKNOWN,
                    "this Booter opens no SSH connections; its operator allows it with booter.easyagent.ssh/enabled = true");
        }
        var request = SshRequest.read(tree(body), byKey, runs);
        if (!free.tryAcquire()) {
            throw new SshException(UNKNOWN, "too many SSH connections are open; try again later");
        }
        try {
            return runs ? run(request) : check(request);
        } finally {
            free.release();
        }
    }

    private ObjectNode check(SshRequest request) throws SshException {
        runner.check(request);
        return Json.MAPPER.createObjectNode().put("result", "ok");
    }

    private ObjectNode run(SshRequest request) throws SshException {
        var outcome = runner.run(request);
        var data = Json.MAPPER
                .createObjectNode()
                .put("result", outcome.output())
                .put("exit_code", outcome.exitCode())
                .put("truncated", outcome.truncated());
        return outcome.exitSignal() == null ? data : data.put("exit_signal", outcome.exitSignal());
    }

    private static JsonNode tree(InputStream body) throws SshException {
        try {
            byte[] bytes = body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw new SshException(PARAMETER, "the body must have at most " + MAX_BODY + " bytes");
            }
            return Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            // Its message may quote a password.
            throw new SshException(PARAMETER, "the body is no JSON");
        } catch (IOException e) {
            throw new SshException(PARAMETER, "the body could not be read: " + e.getMessage(), e);
        }
    }
}
