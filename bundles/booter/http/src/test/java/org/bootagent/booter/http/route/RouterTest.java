package org.bootagent.booter.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private final Route<Handler> host = Route.get("/hosts/{sn}", call -> Reply.noContent());
    private final Route<Handler> agent = Route.get("/hosts/{sn}/agents/{name}", call -> Reply.noContent());
    private final Route<Handler> remove = Route.delete("/hosts/{sn}", call -> Reply.noContent());
    private final Dispatch dispatch = new Dispatch(new Router<>(List.of(host, agent, remove)));

    @Test
    void findsTheRouteOfMethodAndPath() throws Exception {
        assertThat(dispatch.find("GET", "/hosts/1")).isEqualTo(new Router.Found<>(host, Map.of("sn", "1")));
        assertThat(dispatch.find("DELETE", "/hosts/1").route()).isEqualTo(remove);
        assertThat(dispatch.find("GET", "/hosts/1/agents/a").variables()).isEqualTo(Map.of("sn", "1", "name", "a"));
    }

    @Test
    void answersHeadLikeGet() throws Exception {
        assertThat(dispatch.find("HEAD", "/hosts/1").route()).isEqualTo(host);
    }

    @Test
    void decodesVariablesButNoPlus() throws Exception {
        assertThat(dispatch.find("GET", "/hosts/a%2Fb+c%20d").variables()).isEqualTo(Map.of("sn", "a/b+c d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/host/1", "/hosts", "/hosts/1/", "/hosts/1/agents", "/hosts/1/agents/a/b"})
    void knowsNothingElse(String path) {
        assertThat(problem("GET", path).status()).isEqualTo(404);
    }

    @Test
    void namesTheMethodsOfAPath() {
        var problem = problem("POST", "/hosts/1");
        assertThat(problem.status()).isEqualTo(405);
        assertThat(problem.headers()).containsEntry("Allow", "DELETE, GET, HEAD");
        assertThat(problem.detail()).contains("POST").contains("DELETE");
    }

    @Test
    void refusesABrokenEscape() {
        assertThat(problem("GET", "/hosts/%zz").status()).isEqualTo(400);
    }

    private Problem problem(String method, String path) {
        return catchThrowableOfType(ProblemException.class, () -> dispatch.find(method, path))
                .problem();
    }
}
