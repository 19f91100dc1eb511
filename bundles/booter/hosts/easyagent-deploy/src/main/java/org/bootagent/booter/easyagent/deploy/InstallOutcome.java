package org.bootagent.booter.easyagent.deploy;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an installer's report. After a success, the sidecar may register. */
final class InstallOutcome {
    private static final Logger LOG = LoggerFactory.getLogger(InstallOutcome.class);
    private static final int MAX_MESSAGE = 512;
    private static final String MISSING = "Missing required query parameter";
    private static final String SERIAL_NUMBER = "(?![0-]+$)[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";

    /** Makes a host known by its name and serial number. */
    @FunctionalInterface
    interface Admission {
        /** @throws FleetException CONFLICT if it is known already */
        void admit(String hostname, String agentsn);
    }

    private final Admission admission;
    private final Clock clock;

    InstallOutcome(Admission admission, Clock clock) {
        this.admission = admission;
        this.clock = clock;
    }

    EasyAgentReply take(HttpServletRequest request) {
        Function<String, String> parameter = request::getParameter;
        var wrong = wrong(parameter);
        if (!wrong.isEmpty()) {
            return wrong(wrong);
        }
        String id = parameter.apply("client_id");
        boolean success = success(parameter);
        LOG.info(
                "Host {} at {}: installation of {}: {}: {}",
                id.isEmpty() ? "without a serial number yet" : id,
                request.getRemoteAddr(),
                PrintableText.line(parameter.apply("install_type"), MAX_MESSAGE),
                success ? "done" : "failed",
                PrintableText.line(decoded(parameter.apply("msg")), MAX_MESSAGE));
        if (success && parameter.apply("install_type").equals("sidecar")) {
            admit(request.getRemoteAddr(), id);
        }
        return EasyAgentReply.ok(row(request, id));
    }

    private static boolean success(Function<String, String> parameter) {
        return "success".equals(parameter.apply("install_res"));
    }

    /** Tells which fields are missing or wrong, and why. */
    private static Map<String, String> wrong(Function<String, String> parameter) {
        var wrong = new TreeMap<String, String>();
        for (String name : new String[] {"client_id", "install_type", "msg", "install_res"}) {
            if (parameter.apply(name) == null) {
                wrong.put(name, MISSING);
            }
        }
        String id = parameter.apply("client_id");
        // Only a host on which nothing came to run has none to tell: the script leaves it empty then.
        if (wrong.isEmpty() && !id.matches(SERIAL_NUMBER) && (success(parameter) || !id.isEmpty())) {
            wrong.put("client_id", "must be the host's serial number, a UUID that is not all zeros");
        }
        return wrong;
    }

    private static EasyAgentReply wrong(Map<String, String> fields) {
        var envelope = EasyAgentReply.error(Code.PARAMETER, "");
        return new EasyAgentReply(envelope.msg(), envelope.code(), fields);
    }

    /** Makes the host known; one that is known already has been installed again. */
    private void admit(String address, String agentsn) {
        try {
            admission.admit(address, agentsn);
        } catch (FleetException e) {
            LOG.debug("host {} is known already", agentsn, e);
        }
    }

    private Map<String, Object> row(HttpServletRequest request, String id) {
        var row = new LinkedHashMap<String, Object>();
        row.put("client_id", id);
        row.put("id", 0);
        for (String name : new String[] {"install_res", "install_type"}) {
            row.put(name, request.getParameter(name));
        }
        row.put("ip", request.getRemoteAddr());
        row.put("msg", request.getParameter("msg"));
        row.put("request_url", request.getRequestURI() + "?" + request.getQueryString());
        String time = request.getParameter("check_flg");
        row.put("time", time != null && time.matches("[0-9]{1,18}") ? Long.parseLong(time) : clock.millis() / 1000);
        return row;
    }

    /** Decodes a message from base64; any other text is taken as it is. */
    private static String decoded(String message) {
        try {
            return new String(Base64.getDecoder().decode(message.replace(' ', '+')), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return message;
        }
    }
}
