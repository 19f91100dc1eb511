package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publications;
import org.bootagent.booter.store.jdbc.EmbeddedStore;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.OsResourceUsages;
import org.bootagent.easyagent.proto.ProcessResourceUsages;
import org.bootagent.easyagent.proto.UsagesEvent;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsagesTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String OTHER = "33c5b8b4-5a2c-43c5-ab90-96721451b4ed";
    private static final String ID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    Path home;

    private final List<Publication> published = new ArrayList<>();
    private EmbeddedStore store;
    private FleetServices fleet;
    private Usages usages;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(home);
        fleet = new FleetServices(store, Welcome.PLAIN, Clock.systemUTC());
        var publications = new Publications() {
            @Override
            public boolean wanted() {
                return true;
            }

            @Override
            public boolean wanted(Publication.Kind kind) {
                return wanted();
            }

            @Override
            public void offer(List<Publication> offered) {
                published.addAll(offered);
            }
        };
        usages = new Usages(fleet, publications, Runnable::run);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void agentWithoutAnIdHasItsName() {
        usages.keep(session(SN), together(usage("", "web", 5), usage("", "db", 6)));
        assertThat(usages.agent(agent(SN, "web")).getMemory()).isEqualTo(5);
        assertThat(usages.agent(agent(SN, "db")).getMemory()).isEqualTo(6);
        assertThat(usages.agent(agent(SN, "cache"))).isNull();
        assertThat(usages.host(SN).getMemUsage()).isEqualTo(100);
        assertThat(published).extracting(Publication::agent).containsExactly("", "web", "db");
        assertThat(published).extracting(Publication::id).doesNotHaveDuplicates();
    }

    @Test
    void agentOfAnOriginalIsFoundByItsId() {
        var event = Event.newBuilder()
                .setEventType(EventType.EVT_PROC_RESOURCE_USAGES)
                .setProcessResourceUsages(usage(ID, "", 7))
                .build();
        usages.keep(session(SN), event);
        assertThat(usages.agent(agent(SN, "web")).getMemory()).isEqualTo(7);
        assertThat(published)
                .extracting(Publication::agent)
                .as("not known here")
                .containsExactly(ID);
    }

    @Test
    void hostDoesNotSpeakForAnother() {
        usages.keep(session(SN), together(usage(ID, "web", 5)));
        usages.keep(session(OTHER), together(usage(ID, "web", 999)));
        assertThat(usages.agent(agent(SN, "web")).getMemory()).isEqualTo(5);
    }

    @Test
    void moreAgentsThanAHostHasAreNotKept() {
        var session = session(SN);
        for (int i = 0; i < 3000; i++) {
            usages.keep(session, together(usage("", "a" + i, i)));
        }
        assertThat(usages.agent(agent(SN, "a999"))).isNull();
        assertThat(usages.agent(agent(SN, "a1000"))).isNotNull();
        assertThat(usages.agent(agent(SN, "a2999"))).isNotNull();
    }

    @Test
    void hostThatIsRemovedOrNotKnownAnyMoreIsForgotten() {
        fleet.feed().subscribe(usages);
        usages.keep(session(SN), together(usage("", "web", 5)));
        usages.keep(session(OTHER), together(usage("", "web", 5)));
        fleet.registry().remove(Caller.LOCAL, SN);
        assertThat(usages.host(SN)).isNull();
        assertThat(usages.host(OTHER)).isNotNull();
        usages.keepOnly(SN::equals);
        assertThat(usages.host(OTHER)).isNull();
    }

    @Test
    void whatIsTooLongIsCutAndItsNumbersAreKept() {
        String name = "n".repeat(300);
        var agent = usage("", name, 5).toBuilder()
                .setCmd(ByteString.copyFromUtf8("c".repeat(100_000)))
                .build();
        var host = OsResourceUsages.newBuilder().setMemUsage(7).setLoad1(1.5f);
        for (int i = 0; i < 10_000; i++) {
            host.addDiskUsage(
                    OsResourceUsages.DiskUsage.newBuilder().setMountPoint(ByteString.copyFromUtf8("/mnt/" + i)));
        }
        var all = UsagesEvent.newBuilder().setHost(host).addAgents(agent);
        usages.keep(
                session(SN),
                Event.newBuilder()
                        .setEventType(EventType.EVT_USAGES)
                        .setUsages(all)
                        .build());
        String cut = name.substring(0, 127) + "…";
        assertThat(usages.agent(agent(SN, name))).isNull();
        assertThat(usages.agent(agent(SN, cut)).getCmd().toStringUtf8())
                .hasSize(4096)
                .endsWith("c…");
        assertThat(usages.agent(agent(SN, cut)).getMemory()).isEqualTo(5);
        assertThat(usages.host(SN).getDiskUsageList()).isEmpty();
        assertThat(usages.host(SN).getMemUsage()).isEqualTo(7);
        assertThat(published).extracting(Publication::agent).containsExactly("", cut);
    }

    private Session session(String agentsn) {
        fleet.registry().register(new RegisterRequest("web1", agentsn));
        return new Session(fleet.hosts().get(agentsn), false, null);
    }

    private static Event together(ProcessResourceUsages... agents) {
        var all = UsagesEvent.newBuilder()
                .setHost(OsResourceUsages.newBuilder().setMemUsage(100))
                .addAllAgents(List.of(agents));
        return Event.newBuilder()
                .setEventType(EventType.EVT_USAGES)
                .setUsages(all)
                .build();
    }

    private static ProcessResourceUsages usage(String id, String name, long memory) {
        return ProcessResourceUsages.newBuilder()
                .setAgentId(id.isEmpty() ? ByteString.EMPTY : Ids.bytes(id))
                .setName(name)
                .setMemory(memory)
                .build();
    }

    private static AgentIdentity agent(String agentsn, String name) {
        return new AgentIdentity(ID, agentsn, name, name, "", "", false, Instant.EPOCH);
    }
}
