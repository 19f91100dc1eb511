package org.bootagent.booter.publish.elasticsearch;

import java.util.Map;
import org.bootagent.booter.publish.Publisher;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.bootagent.booter.publish.testing.PublisherFixtures;

/** {@code booter.publish.elasticsearch} with {@code format = easyagent}. */
public final class EasyAgentElasticsearch {
    private EasyAgentElasticsearch() {}

    public static Publisher to(String url, AgentIds ids) {
        var sink = new HttpSink(PublisherFixtures.http(url, Map.of()));
        return new ElasticsearchPublisher("elasticsearch", new EasyAgentDocuments(EasyAgentDocuments.INDEX, ids), sink);
    }
}
