package org.bootagent.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.itest.framework.Architecture.booter;
import static org.bootagent.itest.framework.Architecture.home;
import static org.bootagent.itest.framework.Architecture.options;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import javax.inject.Inject;
import org.bootagent.itest.Ports;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BooterFeaturesIT {
    /** The default of the framework's own Awaitility is ten seconds, too few on a loaded machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Inject
    BundleContext context;

    @Inject
    ServiceComponentRuntime components;

    @Inject
    ConfigurationAdmin configurations;

    @Configuration
    public Option[] server() {
        return options(booter(home(), Ports.free()));
    }

    @Test
    public void allBundlesResolve() {
        assertThat(Components.unresolved(context)).isEmpty();
    }

    @Test
    public void allComponentsAreSatisfied() {
        var ours = new Components(components);
        // The stream is there for those who give it a port.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ours.complaints())
                        .containsExactly("org.bootagent.booter.easyagent.StreamService: no configuration"));
        assertThat(ours.satisfied()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    public void isHealthy() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(health().statusCode()).isEqualTo(200));
    }

    @Test
    public void isIllAsLongAsAComponentHasFailed() throws IOException {
        var stream = configurations.getConfiguration("org.bootagent.booter.easyagent", "?");
        stream.update(FrameworkUtil.asDictionary(Map.of("port", port())));
        try {
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                var ill = health();
                assertThat(ill.statusCode()).isEqualTo(503);
                assertThat(ill.body()).contains("StreamService", "booter.easyagent/port " + port());
            });
        } finally {
            stream.delete();
        }
        isHealthy();
    }

    private HttpResponse<String> health() throws Exception {
        var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/health"))
                .build();
        return HttpClient.newHttpClient().send(health, HttpResponse.BodyHandlers.ofString());
    }

    private String port() {
        return context.getProperty("org.osgi.service.http.port");
    }
}
