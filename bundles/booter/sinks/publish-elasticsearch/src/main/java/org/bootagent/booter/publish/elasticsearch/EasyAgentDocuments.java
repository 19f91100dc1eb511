package org.bootagent.booter.publish.elasticsearch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.bootagent.booter.publish.easyagent.EasyAgentDocument;

/** Documents, types and indexes of EasyAgent's server, for an Elasticsearch that still has types: 5 or 6. */
final class EasyAgentDocuments implements Documents {
    static final String INDEX = "dtlog-1-easymanager-nodelete-{date}_000001.alias";

    private final String index;
    private final AgentIds ids;

    /** @param index name with {@code {kind}} and {@code {date}} in it */
    EasyAgentDocuments(String index, AgentIds ids) {
        this.index = index;
        this.ids = ids;
    }

    @Override
    public boolean takes(Publication.Kind kind) {
        return kind != Publication.Kind.JOB && kind != Publication.Kind.AGENT_STATE;
    }

    @Override
    public List<Document> of(List<Publication> batch, Instant latest) throws PublishException {
        var documents = new ArrayList<Document>(batch.size());
        for (Publication publication : batch) {
            EasyAgentDocument.of(publication, ids).ifPresent(document -> {
                String name = index.replace("{kind}", publication.kind().word())
                        .replace(
                                "{date}",
                                EasyAgentDocument.day(
                                        publication.notAfter(latest).time()));
                documents.add(new Document(publication, name, document.type(), document.json()));
            });
        }
        return documents;
    }
}
