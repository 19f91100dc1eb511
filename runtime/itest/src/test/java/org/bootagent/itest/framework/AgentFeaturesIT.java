package org.bootagent.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.itest.framework.Architecture.actions;
import static org.bootagent.itest.framework.Architecture.agentCore;
import static org.bootagent.itest.framework.Architecture.home;
import static org.bootagent.itest.framework.Architecture.jobs;
import static org.bootagent.itest.framework.Architecture.options;
import static org.bootagent.itest.framework.Architecture.transportHttp;

import java.time.Duration;
import java.util.List;
import javax.inject.Inject;
import org.bootagent.api.job.JobQueue;
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
public class AgentFeaturesIT {
    /** The default of the framework's own Awaitility is ten seconds, too few on a loaded machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Inject
    BundleContext context;

    @Inject
    ServiceComponentRuntime components;

    @Inject
    JobQueue jobs;

    @Configuration
    public Option[] agent() {
        return options(agentCore(home()), jobs(), transportHttp("127.0.0.1:" + Ports.free()), actions());
    }

    @Test
    public void allBundlesResolve() {
        assertThat(Components.unresolved(context)).isEmpty();
    }

    @Test
    public void allComponentsAreSatisfied() {
        var ours = new Components(components);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ours.complaints()).isEmpty());
        assertThat(ours.satisfied()).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    public void servesEveryActionOfTheProtocol() {
        var expected = List.of("config", "install", "restart", "rollback", "start", "stop", "uninstall", "upgrade");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jobs.actions())
                        .extracting(JobQueue.Action::action)
                        .containsAll(expected));
    }
}
