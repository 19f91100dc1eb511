package org.bootagent.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.metafile.store.MetafileFile;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigHandlerTest {
    private static final HostSettings BEFORE = new HostSettings(
            "dcb886e9-04ed-41bb-9c12-4d2de12cd59b", Map.of("svc", "ecs"), List.of("old:1"), Duration.ofMinutes(10));

    @TempDir
    Path home;

    private Metafile metafile;

    @BeforeEach
    void register() {
        metafile = MetafileFile.open(home);
        metafile.commit(edit -> edit.put(HostSettings.SECTION, BEFORE));
    }

    @Test
    void doesWhatTheSeedsSampleSays() throws Exception {
        handle(
                "{'id':'ddc8a9b9-55bd-4ddd-b53d-47095ee19466','action':'config','svrlist':'192.168.9.1:1234,','step':1200,}");
        assertThat(settings())
                .isEqualTo(BEFORE.withServers(List.of("192.168.9.1:1234")).withStep(Duration.ofMinutes(20)));
        assertThat(MetafileFile.open(home).read(HostSettings.SECTION)).contains(settings());
    }

    @Test
    void leavesWhatIsNotSaid() throws Exception {
        handle("{'id':'1','action':'config','step':30}");
        assertThat(settings()).isEqualTo(BEFORE.withStep(Duration.ofSeconds(30)));
        handle("{'id':'1','action':'config','svrlist':'b,a:2,b,[::1]:8080'}");
        assertThat(settings().servers()).containsExactly("b", "a:2", "b", "[::1]:8080");
        assertThat(settings().step()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void forgetsThePersistedServers() throws Exception {
        handle("{'id':'1','action':'config','svrlist':''}");
        assertThat(settings().servers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "svrlist":"a:0"        | svrlist
                    "svrlist":"a:x"        | svrlist
                    "svrlist":"a b"        | svrlist
                    "svrlist":"a,http://b" | svrlist
                    "svrlist":["a"]        | svrlist
                    "step":0               | step
                    "step":-1              | step
                    "step":86401           | step
                    "step":99999999999     | step
                    "step":"soon"          | step
                    "step":{}              | step
                    """)
    void namesTheFieldThatIsWrongAndChangesNothing(String field, String name) {
        var e = catchThrowableOfType(JobException.class, () -> handle("{'id':'1','action':'config'," + field + "}"));
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(e).hasMessageContaining(name);
        assertThat(settings()).isEqualTo(BEFORE);
    }

    @Test
    void boundsTheNumberOfServers() {
        var e = catchThrowableOfType(
                JobException.class, () -> handle("{'id':'1','action':'config','svrlist':'" + "a,".repeat(65) + "'}"));
        assertThat(e).hasMessageContaining("svrlist has more than 64");
    }

    @Test
    void needsAtLeastOneField() {
        var e = catchThrowableOfType(JobException.class, () -> handle("{'id':'1','action':'config','other':1}"));
        assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FIELD);
    }

    @Test
    void cannotChangeAHostThatIsNotRegistered() {
        metafile.commit(edit -> edit.remove(HostSettings.SECTION));
        var e = catchThrowableOfType(JobException.class, () -> handle("{'id':'1','action':'config','step':5}"));
        assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT);
    }

    private void handle(String json) throws Exception {
        new ConfigHandler(metafile).handle(JobMessage.read(Json.MAPPER.readTree(json.replace('\'', '"'))), null);
    }

    private HostSettings settings() {
        return metafile.read(HostSettings.SECTION).orElseThrow();
    }
}
