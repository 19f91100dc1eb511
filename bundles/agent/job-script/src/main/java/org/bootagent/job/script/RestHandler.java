package org.bootagent.job.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Sends a request to the one address that this host's configuration names. The reply's body is the job's output. */
@Component(configurationPid = "org.bootagent.job.rest")
@JobActions("rest")
@Designate(ocd = RestHandler.Config.class)
public final class RestHandler implements JobHandler {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int ERRORS = 400;

    @ObjectClassDefinition(name = "BootAgent: rest job")
    @interface Config {
        @AttributeDefinition(
                description = "Base URL of requests, such as http://127.0.0.1:9100; empty: requests are refused")
        String target() default "";
    }

    private final String target;
    private final JobOutputs outputs;

    @Activate
    public RestHandler(Config config, @Reference JobOutputs outputs) {
        this(config.target(), outputs);
    }

    RestHandler(String target, JobOutputs outputs) {
        this.target = target.strip();
        this.outputs = outputs;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        if (context.resumed()) {
            throw new JobException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the host agent was ended while this request was under way, so its outcome is unknown; it is not sent again");
        }
        if (target.isEmpty()) {
            throw new JobException(
                    ErrorCode.HOST, "this host accepts no rest jobs; set job.rest/target to their address");
        }
        var request = job.parameters().as(RestRequest.class);
        URI uri = uri(request);
        try (var output = outputs.open(job)) {
            send(uri, request, output, context);
        } catch (IOException e) {
            context.checkCancelled();
            throw new JobException(
                    ErrorCode.TRANSIENT,
                    request.method() + " " + uri + " failed: " + e + "; check that the target runs",
                    e);
        }
    }

    private URI uri(RestRequest request) throws JobException {
        try {
            return request.uri(target);
        } catch (IllegalArgumentException e) {
            throw new JobException(ErrorCode.BAD_FIELD, e.getMessage(), e);
        }
    }

    private void send(URI uri, RestRequest request, JobOutput output, JobContext context)
            throws IOException, JobException {
        var patience = Timeout.of(left(context));
        try (var client = HttpClients.createMinimal(connections(patience))) {
            var asked = asked(uri, request, patience);
            try (var reply = client.executeOpen(RoutingSupport.determineHost(asked), asked, null)) {
                take(uri, request, reply, output, context);
            } finally {
                // Else the rest of the reply would be read first, however much that is.
                asked.cancel();
            }
        } catch (HttpException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Makes one connection for one request, which is not retried, as its effect would happen twice. Plain HTTP only. */
    private static BasicHttpClientConnectionManager connections(Timeout patience) {
        var connections = BasicHttpClientConnectionManager.create(
                RegistryBuilder.<TlsSocketStrategy>create().build());
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(patience)
                .setSocketTimeout(patience)
                .build());
        return connections;
    }

    private static HttpUriRequestBase asked(URI uri, RestRequest request, Timeout patience) {
        var asked = new HttpUriRequestBase(request.method(), uri);
        asked.setConfig(RequestConfig.custom().setResponseTimeout(patience).build());
        asked.setHeader(HttpHeaders.CONNECTION, "close");
        if (request.bytes().length > 0) {
            if (!request.contentType().isEmpty()) {
                asked.setHeader(HttpHeaders.CONTENT_TYPE, request.contentType());
            }
            asked.setEntity(new ByteArrayEntity(request.bytes(), null));
        }
        return asked;
    }

    private static void take(
            URI uri, RestRequest request, ClassicHttpResponse reply, JobOutput output, JobContext context)
            throws IOException, JobException {
        read(reply, output, context);
        String message = "HTTP " + reply.getCode() + "\n" + output.lastLines();
        if (reply.getCode() >= ERRORS && !request.anyStatus()) {
            throw new JobException(ErrorCode.AGENT, request.method() + " " + uri + ": " + message);
        }
        context.progress(1, message.strip());
    }

    private static void read(ClassicHttpResponse reply, JobOutput output, JobContext context)
            throws IOException, JobException {
        if (reply.getEntity() == null) {
            return;
        }
        try (InputStream body = reply.getEntity().getContent()) {
            var buffer = new byte[8192];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                context.checkCancelled();
                output.write(buffer, 0, read);
            }
        } catch (InterruptedIOException e) {
            context.checkCancelled();
            throw e;
        }
    }

    private static Duration left(JobContext context) {
        var left = context.left();
        if (left.compareTo(LONGEST) > 0) {
            return LONGEST;
        }
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }
}
