package org.bootagent.booter.easyagent.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.bootagent.booter.fleet.BooterConfig;
import org.bootagent.booter.http.FrontFilter;
import org.bootagent.wire.Json;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SshServletTest {
    private final Server server = new Server();
    private final FrontFilter front = new FrontFilter("");
    private String url;

    @BeforeEach
    void open() throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        var servlet = new SshServlet(defaults(BooterConfig.class), defaults(SshServlet.Config.class));
        context.addServlet(new ServletHolder(servlet), "/api/v1/ssh/*");
        context.addFilter(new FilterHolder(front), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
        url = "http://127.0.0.1:" + connector.getLocalPort() + "/api/v1/ssh";
    }

    @AfterEach
    void close() {
        LifeCycle.stop(server);
        front.close();
    }

    @Test
    void everyMethodAndEveryPathIsAnsweredWithTheEnvelope() throws Exception {
        for (String method : new String[] {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
            assertThat(answer(method, "/runWithUserPwd")).contains("takes POST only");
        }
        for (String path : new String[] {"", "/", "/nothing", "/runWithUserPwd/more"}) {
            assertThat(answer("POST", path)).contains("no such operation");
        }
    }

    @Test
    void aPageOfAWebSiteIsForbiddenAsInTheRestOfTheInterface() throws Exception {
        // The JDK's client sends no Origin unless it is allowed to.
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
            String request = "POST /api/v1/ssh/checkByUserPwd HTTP/1.0\r\nOrigin: http://evil.example\r\n"
                    + "Content-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 403")
                    .contains("\"msg\":\"请求参数错误: Invalid parameter(s)\",\"code\":101");
        }
    }

    private String answer(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path)).method(method, BodyPublishers.ofString("{}"));
        var response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=UTF-8");
        var envelope = Json.MAPPER.readTree(response.body());
        assertThat(envelope.path("code").asInt()).as(response.body()).isEqualTo(101);
        assertThat(envelope.path("msg").asText()).isEqualTo("请求参数错误: Invalid parameter(s)");
        return envelope.path("data").path("$").asText();
    }

    private <T> T defaults(Class<T> annotation) {
        return annotation.cast(Proxy.newProxyInstance(
                annotation.getClassLoader(),
                new Class<?>[] {annotation},
                (proxy, method, arguments) -> method.getName().equals("home") ? "/nowhere" : method.getDefaultValue()));
    }
}
