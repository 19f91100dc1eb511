package org.bootagent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobMessageTest {
    record Install(String url, Map<String, String> envs, int retries) {}

    @Test
    void parametersMapOntoAHandlersRecord() throws Exception {
        var job = job("{'id':'1','action':'install','name':'a','url':'u','envs':{'A':'1'},'unknown':[1,{}]}");

        assertThat(job.parameters().as(Install.class)).isEqualTo(new Install("u", Map.of("A", "1"), 0));
    }

    @Test
    void aWrongTypeIsNamed() {
        var job = job("{'id':'1','action':'install','name':'a','retries':'many'}");

        assertThatThrownBy(() -> job.parameters().as(Install.class))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD))
                .hasMessageStartingWith("retries: ");
    }

    @Test
    void jobsOfOneIdDifferByTheirDigest() {
        var one = job("{'id':'1','action':'config','step':1200}");
        var same = job("{'step':1200,'action':'config','id':'1'}");
        var other = job("{'id':'1','action':'config','step':1201}");

        assertThat(one.key()).isEqualTo(same.key()).isNotEqualTo(other.key());
    }

    @Test
    void writingAndReadingGivesTheSameJob() {
        var job = job("{'id':'1','action':'install','name':'a','url':'u','timeout':30,'limits':{'CPU':'10%'}}");

        assertThat(JobMessage.read(JobMessage.write(job)).key()).isEqualTo(job.key());
        assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anEmptyNameIsNone() {
        var job = job("{'id':'1','action':'exec','name':'','command':['true']}");

        assertThat(JobMessage.read(JobMessage.write(job)).key())
                .isEqualTo(job.key())
                .isEqualTo(job("{'id':'1','action':'exec','command':['true']}").key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'install','name':'a'}",
                "{'id':'1','name':'a'}",
                "{'id':'1','action':'../x'}",
                "{'id':'1','action':'install','name':'../../etc'}",
                "{'id':'1','action':'install','name':'.hidden'}",
                "{'id':['1'],'action':'install'}",
                "{'id':1,'action':'install'}",
                "{'id':'1','action':'install','name':1}",
                "{'id':'1','action':'install','name':true}",
                "[]",
                "'x'",
                "null"
            })
    void refuses(String message) {
        assertThatThrownBy(() -> job(message)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "0",
                "0.5",
                "604801",
                "604800.1",
                "99999999999",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551646",
                "1e300",
                "1e999",
                "'30'",
                "'soon'",
                "true",
                "{}"
            })
    void refusesATimeoutThatIsNone(String timeout) {
        assertThatThrownBy(() -> job("{'id':'1','action':'install','timeout':" + timeout + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be a number of 1 to 604800 s");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "604800,604800", "30.0,30", "1.5,2"})
    void aTimeoutIsSeconds(String timeout, long seconds) {
        assertThat(job("{'id':'1','action':'install','timeout':" + timeout + "}")
                        .timeout())
                .hasSeconds(seconds);
    }

    @Test
    void withoutATimeoutItIsTheHosts() {
        assertThat(job("{'id':'1','action':'install','timeout':null}").timeout())
                .isNull();
    }

    private static Job job(String message) {
        try {
            return JobMessage.read(Json.MAPPER.readTree(message.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
