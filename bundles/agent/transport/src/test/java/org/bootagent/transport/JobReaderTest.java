package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.time.Clock;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.packages.PackageParameters;
import org.bootagent.testing.MemoryHost;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

class JobReaderTest {
    private final MemoryHost host = new MemoryHost();

    @Test
    void aBadJobFailsAloneAndItsSenderHearsWhy() throws Exception {
        int count = read("""
                {"status": 0, "jobs": [
                  {"id": "1", "name": "a"},
                  {"id": "2", "action": "INSTALL", "name": "a"},
                  {"id": "3", "action": "stop", "name": "../../etc"},
                  {"id": "4", "action": "stop", "name": ["a"]},
                  {"id": "5", "action": "stop", "timeout": -3},
                  {"id": "6", "action": "stop", "timeout": 9223372036854775807},
                  {"id": "7", "action": "stop", "name": "a"}
                ]}""");

        assertThat(count).isEqualTo(7);
        assertThat(host.submitted).extracting(Job::id).contains("7").doesNotContain("1", "2", "3", "4", "5");
        assertThat(host.rejected)
                .extracting(JobResult::id, JobResult::action, JobResult::name, JobResult::errcode)
                .contains(
                        tuple("1", "", "a", 101),
                        tuple("2", "INSTALL", "a", 102),
                        tuple("3", "stop", "../../etc", 102),
                        tuple("4", "stop", "", 102),
                        tuple("5", "stop", "", 102));
        assertThat(host.rejected).allMatch(result -> !result.message().isEmpty());
    }

    @Test
    void theGoodJobsOfAReplyAreSubmittedTogether() throws Exception {
        read("""
                {"jobs": [
                  {"id": "1", "action": "stop", "name": "a"},
                  {"id": "2", "name": "b"},
                  {"id": "3", "action": "stop", "name": "c"}
                ]}""");

        assertThat(host.submissions).isEqualTo(1);
        assertThat(host.submitted).extracting(Job::id).containsExactly("1", "3");
        assertThat(host.rejected).extracting(JobResult::id).containsExactly("2");
    }

    @Test
    void aJobThatNobodyCanBeToldOfIsOnlyLogged() throws Exception {
        int count = read("{\"jobs\": [null, 5, \"x\", [], {}, {\"id\": {}}, {\"id\": \"" + "x".repeat(129)
                + "\"}, {\"id\": \"1\", \"action\": \"stop\"}]}");

        assertThat(count).isEqualTo(8);
        assertThat(host.rejected).isEmpty();
        assertThat(host.submitted).extracting(Job::id).containsExactly("1");
    }

    @Test
    void jobsMayBeAbsentOrNonsense() throws Exception {
        assertThat(read("{}")).isZero();
        assertThat(read("{\"jobs\": null}")).isZero();
        assertThat(read("{\"jobs\": \"none\"}")).isZero();
        assertThat(read("{\"jobs\": {\"a\": 1}}")).isZero();
        assertThat(host.submitted).isEmpty();
    }

    @Test
    void aJobWhoseIntentCannotBeRecordedIsLeftWithTheServer() throws Exception {
        host.diskFull = true;

        assertThat(read("{\"jobs\": [{\"id\": \"1\", \"action\": \"stop\"}]}")).isEqualTo(1);

        assertThat(host.submitted).isEmpty();
        assertThat(host.rejected).isEmpty();
    }

    @Test
    void packagesOfTheServerAreFetchedFromWhereItWasReached() throws Exception {
        String job = "{\"jobs\": [{\"id\": \"1\", \"action\": \"install\", \"name\": \"a\", \"checksum\": \"SHA256:"
                + "a".repeat(64) + "\", \"url\": \"/packages/a.deb?port=80\", \"packageServer\": \"http://evil\"}]}";
        read(job);
        new JobReader(host, Clock.systemUTC()).read(Json.MAPPER.readTree(job), "http://stream.example");

        var first = host.submitted.get(0);
        assertThat(first.parameters().as(PackageParameters.class).source().urls())
                .containsExactly(URI.create("http://192.0.2.7:8080/packages/a.deb"));
        var second = host.submitted.get(1);
        assertThat(second.parameters().as(PackageParameters.class).source().urls())
                .containsExactly(URI.create("http://stream.example:80/packages/a.deb"));
        assertThat(second.key()).as("one job, whatever address it comes from").isEqualTo(first.key());
        assertThat(JobMessage.read(JobMessage.write(first)).key()).isEqualTo(first.key());
    }

    private int read(String reply) throws JsonProcessingException {
        return new JobReader(host, Clock.systemUTC()).read(Json.MAPPER.readTree(reply), "http://192.0.2.7:8080");
    }
}
