package org.bootagent.booter.publish.http;

import java.util.Map;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.bootagent.booter.publish.testing.PublisherFixtures;

/** {@code booter.publish.http} with {@code format = easyagent}. */
public final class EasyAgentHttp {
    private EasyAgentHttp() {}

    public static Publisher to(String url, AgentIds ids) {
        var sink = new HttpSink(PublisherFixtures.http(url, Map.of()));
        return new HttpPublisher("http", new EasyAgentPosts(sink, new Signature(""), ids), sink);
    }
}
