package org.bootagent.booter.http.agent;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bootagent.booter.fleet.service.HostRegistry;
import org.bootagent.booter.fleet.service.ReportService;
import org.bootagent.booter.output.JobOutputStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@link AgentEndpoint} over HTTP. What the body is, it must show by itself: hosts in the field send all kinds of content types. */
@Component(service = Servlet.class)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern({AgentEndpoint.REGISTER, AgentEndpoint.STATUS, OutputEndpoint.OUTPUT})
public final class AgentServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY = 429;

    private final transient AgentEndpoint endpoint;
    private final transient OutputEndpoint outputs;

    @Activate
    public AgentServlet(
            @Reference HostRegistry registry, @Reference ReportService reports, @Reference JobOutputStore outputs) {
        this.endpoint = new AgentEndpoint(registry, reports);
        this.outputs = new OutputEndpoint(registry, outputs);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            write(response, Answer.refused(405, "only POST is understood here"));
            return;
        }
        write(response, answer(request));
    }

    private Answer answer(HttpServletRequest request) throws IOException {
        if (request.getServletPath().equals(OutputEndpoint.OUTPUT)) {
            return outputs.post(
                    request.getParameter("agentsn"),
                    request.getParameter("job"),
                    request.getParameter("offset"),
                    request.getInputStream());
        }
        return endpoint.post(
                request.getServletPath(),
                request.getRemoteAddr(),
                request.getContentLengthLong(),
                request.getInputStream(),
                base(request));
    }

    /** Where a host that does not resolve references itself reaches this server; null: it does. */
    private static String base(HttpServletRequest request) {
        String host = request.getHeader("Host");
        boolean resolves = "reference".equals(request.getHeader("BootAgent-Packages"));
        return resolves || host == null ? null : request.getScheme() + "://" + host;
    }

    private static void write(HttpServletResponse response, Answer answer) throws IOException {
        response.setStatus(answer.status());
        if (answer.status() == TOO_MANY) {
            response.setHeader("Retry-After", "600");
        }
        response.setContentType("application/json");
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
