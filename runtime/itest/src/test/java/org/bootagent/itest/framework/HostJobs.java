package org.bootagent.itest.framework;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;

/** Plays a transport: puts jobs into the queue, takes results out of the outbox. */
final class HostJobs {
    private final JobQueue queue;
    private final ReportOutbox outbox;
    private final Map<String, JobResult> results = new HashMap<>();

    HostJobs(JobQueue queue, ReportOutbox outbox) {
        this.queue = queue;
        this.outbox = outbox;
    }

    JobResult run(String action, String name, Map<String, ?> parameters) {
        return result(submit(action, name, parameters));
    }

    /** @return the job's id */
    String submit(String action, String name, Map<String, ?> parameters) {
        String id = UUID.randomUUID().toString();
        var message = new HashMap<String, Object>(parameters);
        message.putAll(Map.of("id", id, "action", action, "name", name));
        queue.submit(JobMessage.read(Json.MAPPER.valueToTree(message)));
        return id;
    }

    JobResult result(String id) {
        await("result of " + id)
                .atMost(Duration.ofMinutes(5))
                .until(() -> confirmed().containsKey(id));
        return results.get(id);
    }

    private Map<String, JobResult> confirmed() {
        var batch = outbox.peek(100, 100);
        batch.results().forEach(result -> results.put(result.id(), result));
        outbox.confirm(batch);
        return results;
    }
}
