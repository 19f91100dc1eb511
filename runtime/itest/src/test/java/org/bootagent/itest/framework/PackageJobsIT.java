package org.bootagent.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bootagent.itest.framework.Architecture.agentCore;
import static org.bootagent.itest.framework.Architecture.home;
import static org.bootagent.itest.framework.Architecture.jobs;
import static org.bootagent.itest.framework.Architecture.options;
import static org.bootagent.itest.framework.Architecture.setting;

import java.nio.file.Path;
import java.util.Map;
import javax.inject.Inject;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** The actions on real packages, without a server: jobs go straight into the queue. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PackageJobsIT {
    private static final String NAME = "demo";

    @Inject
    BundleContext context;

    @Inject
    JobQueue queue;

    @Inject
    ReportOutbox outbox;

    @Inject
    ProcessSupervisor supervisor;

    @Inject
    PackageStore packages;

    private HostJobs host;

    @Configuration
    public Option[] host() {
        return options(
                agentCore(home()),
                jobs(),
                setting("org.bootagent.job.install", "settleMillis", 300),
                setting("org.bootagent.dispatcher", "handlerWaitSeconds", 1));
    }

    @Before
    public void takeTheTransportsPlace() {
        host = new HostJobs(queue, outbox);
    }

    @Test
    public void installsUpgradesAndUninstalls() {
        success("install", of("1.0.0", Format.TAR_GZ));
        long first = pid();
        assertThat(packages.current(NAME))
                .hasValueSatisfying(release -> assertThat(release.version()).isEqualTo("1.0.0"));

        success("upgrade", of("1.1.0", Format.DEB));
        assertThat(packages.current(NAME))
                .hasValueSatisfying(release -> assertThat(release.version()).isEqualTo("1.1.0"));
        assertThat(packages.previous(NAME))
                .hasValueSatisfying(release -> assertThat(release.version()).isEqualTo("1.0.0"));
        assertThat(ProcessHandle.of(first)).as("the old process").isEmpty();
        long second = pid();

        success("uninstall", Map.of());
        assertThat(ProcessHandle.of(second)).as("the process").isEmpty();
        assertThat(supervisor.statuses()).isEmpty();
        assertThat(Path.of(context.getProperty(Architecture.HOME), "agents")).isEmptyDirectory();
    }

    @Test
    public void aBadJobFailsAlone() {
        var result = host.run("install", NAME, Map.of("url", "gopher://example.org/demo", "checksum", "SHA256:00"));
        assertThat(result.errcode()).isEqualTo(ErrorCode.BAD_FIELD.number());
        assertThat(host.run("start", "nobody", Map.of()).errcode()).isEqualTo(ErrorCode.UNKNOWN_AGENT.number());
        assertThat(host.run("juggle", "", Map.of()).errcode()).isEqualTo(ErrorCode.UNKNOWN_ACTION.number());
    }

    private void success(String action, Map<String, ?> parameters) {
        var result = host.run(action, NAME, parameters);
        assertThat(result.errcode()).as(result.toString()).isZero();
    }

    private static Map<String, String> of(String version, Format format) {
        Path file = SamplePackage.daemon(NAME, version).of(format);
        return Map.of("url", file.toUri().toString(), "checksum", SamplePackage.checksum(file));
    }

    private long pid() {
        return supervisor.status(NAME).orElseThrow().pid();
    }
}
