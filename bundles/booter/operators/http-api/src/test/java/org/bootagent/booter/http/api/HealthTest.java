package org.bootagent.booter.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** Health without a fleet, as after a failed store; with one it is queried over HTTP. */
class HealthTest {
    private final FakeRuntime runtime = new FakeRuntime();
    private final List<Bundle> bundles = new ArrayList<>();
    private final Health health = new Health("1.2.3", null, new Components(runtime, bundles::stream), null);

    @Test
    void withoutAFleetTheStoreDoesNotAnswer() {
        assertThat(health.state())
                .containsEntry("status", "failed")
                .containsEntry("detail", "the store does not answer")
                .containsEntry("components", List.of());
    }

    @Test
    void theComponentThatTookTheFleetAlongIsNamed() {
        runtime.failed("org.bootagent.booter.Store", "java.sql.SQLException: the disk is full\n\tat x");

        assertThat(health.state())
                .containsEntry("status", "failed")
                .containsEntry(
                        "components", List.of(new Components.Down("org.bootagent.booter.Store", "the disk is full")));
    }

    @Test
    void aComponentThatLacksAServiceIsNamedThoughNoneHasFailed() {
        runtime.waiting("org.bootagent.booter.easyagent.api.V1Servlet", "org.bootagent.booter.output.JobOutputStore");

        assertThat(health.state())
                .containsEntry("status", "failed")
                .containsEntry("detail", "parts of Booter do not run")
                .containsEntry(
                        "components",
                        List.of(new Components.Down(
                                "org.bootagent.booter.easyagent.api.V1Servlet",
                                "waits for org.bootagent.booter.output.JobOutputStore")));
    }

    @Test
    void aBundleThatIsNotStartedIsNamed() {
        bundles.add(bundle("org.bootagent.booter.easyagent", Bundle.INSTALLED, null));
        bundles.add(bundle("org.bootagent.booter.fleet", Bundle.ACTIVE, null));
        bundles.add(bundle("org.bootagent.lazy", Bundle.STARTING, null));
        bundles.add(bundle("org.bootagent.part", Bundle.RESOLVED, "org.bootagent.booter.fleet"));
        bundles.add(bundle("com.example.other", Bundle.INSTALLED, null));
        bundles.add(bundle(null, Bundle.INSTALLED, null));

        assertThat(health.state())
                .containsEntry("status", "failed")
                .containsEntry(
                        "components",
                        List.of(new Components.Down(
                                "org.bootagent.booter.easyagent", "is not started; the log says why")));
    }

    private static Bundle bundle(String symbolicName, int state, String fragmentHost) {
        Map<String, String> headers = fragmentHost == null ? Map.of() : Map.of(Constants.FRAGMENT_HOST, fragmentHost);
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSymbolicName" -> symbolicName;
                    case "getState" -> state;
                    case "getHeaders" -> FrameworkUtil.asDictionary(headers);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void oneThatFailedWithoutAWordIsNamedToo() {
        runtime.failed("org.bootagent.booter.Store", "java.lang.NullPointerException\n\tat x");
        runtime.failed("org.bootagent.booter.Usage", null);

        assertThat(health.state())
                .containsEntry(
                        "components",
                        List.of(
                                new Components.Down("org.bootagent.booter.Store", "java.lang.NullPointerException"),
                                new Components.Down("org.bootagent.booter.Usage", "the log says why")));
    }
}
