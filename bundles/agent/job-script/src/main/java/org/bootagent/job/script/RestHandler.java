package org.bootagent.job.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
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
        @AttributeDefinition(description = "Where requests go, such as http://127.0.0.1:9100; empty: they are refused")
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
                    ErrorCode.HOST, "this host takes no rest jobs; set job.rest/target to where they go");
        }
        var request = job.parameters().as(RestRequest.class);
        URI uri = uri(request);
        try (var output = outputs.open(job)) {
            send(uri, request, output, context);
        } catch (IOException e) {
            context.checkCancelled();
            throw new JobException(
                    ErrorCode.TRANSIENT, request.method() + " " + uri + " failed: " + e + "; does it run?", e);
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
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        try {
            int patience = (int) left(context).toMillis();
            connection.setConnectTimeout(patience);
            connection.setReadTimeout(patience);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod(request.method());
            write(connection, request);
            int status = connection.getResponseCode();
            read(connection, output, context);
            String message = "HTTP " + status + "\n" + output.lastLines();
            if (status >= ERRORS && !request.anyStatus()) {
                throw new JobException(ErrorCode.AGENT, request.method() + " " + uri + ": " + message);
            }
            context.progress(1, message.strip());
        } finally {
            connection.disconnect();
        }
    }

    private static void write(HttpURLConnection connection, RestRequest request) throws IOException {
        boolean hasBody = request.bytes().length > 0;
        // Without a stream, be it of nothing, the runtime sends a request again whose reply does not come: what it does
        // would be done twice.
        if (hasBody || request.changes()) {
            connection.setDoOutput(true);
            if (hasBody) {
                connection.setRequestProperty("Content-Type", request.contentType());
            }
            connection.setFixedLengthStreamingMode(request.bytes().length);
            try (var out = connection.getOutputStream()) {
                out.write(request.bytes());
            }
        }
    }

    private static void read(HttpURLConnection connection, JobOutput output, JobContext context)
            throws IOException, JobException {
        InputStream body =
                connection.getResponseCode() >= ERRORS ? connection.getErrorStream() : connection.getInputStream();
        if (body == null) {
            return;
        }
        try (body) {
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
