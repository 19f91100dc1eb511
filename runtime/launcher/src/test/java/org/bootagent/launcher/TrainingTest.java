package org.bootagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void leadsAHostThroughInstallAndUninstallAndThenEndsIt() throws Exception {
        try (var training = new Training(ends::incrementAndGet)) {
            assertThat(post(training, "/agent/register", "{}")).contains("agentsn");
            assertThat(post(training, "/agent/status", "{\"jobs\": []}")).contains("\"install\"");
            assertThat(post(training, "/training", "")).startsWith("#!/bin/sh");
            assertThat(post(training, "/agent/status", "{\"pending\": [{\"id\": \"training-2\"}]}"))
                    .doesNotContain("jobs");
            assertThat(post(training, "/agent/status", "{\"jobs\": [{\"id\": \"training-2\", \"errcode\": 0}]}"))
                    .contains("\"uninstall\"");
            assertThat(ends).hasValue(0);
            post(training, "/agent/status", "{\"jobs\": [{\"errcode\": 0, \"id\": \"training-3\"}]}");
        }
        assertThat(ends).hasValue(1);
    }

    private static String post(Training training, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + training.server() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
