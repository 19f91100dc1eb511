package org.bootagent.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.itest.framework.Architecture.booter;
import static org.bootagent.itest.framework.Architecture.home;
import static org.bootagent.itest.framework.Architecture.options;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
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
import org.osgi.service.component.runtime.ServiceComponentRuntime;

@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BooterFeaturesIT {
    @Inject
    BundleContext context;

    @Inject
    ServiceComponentRuntime components;

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
        await().untilAsserted(() -> assertThat(ours.complaints())
                .containsExactly("org.bootagent.booter.easyagent.StreamService: no configuration"));
        assertThat(ours.satisfied()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    public void isHealthy() {
        var health = URI.create("http://127.0.0.1:" + context.getProperty("org.osgi.service.http.port") + "/health");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(status(health)).isEqualTo(200));
    }

    private static int status(URI uri) throws IOException {
        return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
    }
}
