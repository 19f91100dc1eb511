package org.bootagent.booterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bootagent.booterctl.ScriptedBooter.WEB1;
import static org.bootagent.booterctl.ScriptedBooter.WEB2;
import static org.bootagent.booterctl.ScriptedBooter.host;
import static org.bootagent.booterctl.ScriptedBooter.job;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BooterctlTest {
    private static final String JOBS = "/api/v2/hosts/" + WEB1 + "/jobs";
    private static final String CHECKSUM = "SHA256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    private static final String PACKAGE =
            "{\"file\":\"a.deb\",\"url\":\"http://b/packages/a.deb\",\"size\":3,\"checksum\":\"" + CHECKSUM + "\"}";

    @TempDir
    private Path directory;

    private ScriptedBooter booter;

    @BeforeEach
    void start() throws Exception {
        booter = new ScriptedBooter();
        booter.reply("POST " + JOBS, 201, job("queued", null, 0));
    }

    @AfterEach
    void stop() {
        booter.close();
    }

    @Test
    void listsHostsAsAnAlignedTable() {
        var ran = ctl("hosts");
        assertThat(ran.exit()).isZero();
        var lines = ran.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("AGENTSN  ").contains("LASTSEEN");
        assertThat(lines.get(1)).contains(WEB1, "web1", "yes", "2026-01-31T12:00:00Z", "a=b,c=d");
        assertThat(lines.get(1).indexOf("web1")).isEqualTo(lines.get(0).indexOf("HOSTNAME"));
    }

    @Test
    void printsListsAsArrays() throws Exception {
        var hosts = ctl("hosts", "--json").json();
        assertThat(hosts.isArray()).isTrue();
        assertThat(hosts.findValuesAsText("agentsn")).containsExactly(WEB1, WEB2);
    }

    @Test
    void readsAllSlicesOfALongList() throws Exception {
        String many = String.join(
                ",", Stream.generate(() -> host(WEB1, "web1")).limit(1000).toList());
        booter.hosts(many);
        booter.reply("GET /api/v2/hosts", 200, "{\"hosts\":[" + host(WEB2, "web2") + "]}");
        assertThat(ctl("hosts", "--json").json()).hasSize(1001);
        assertThat(booter.requests)
                .extracting(ScriptedBooter.Request::line)
                .containsExactly("GET /api/v2/hosts?limit=1000&offset=0", "GET /api/v2/hosts?limit=1000&offset=1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web1", "WEB1", "11111111", WEB1})
    void findsAHostByNameOrByTheBeginningOfItsSerialNumber(String word) throws Exception {
        booter.reply("GET /api/v2/hosts/" + WEB1, 200, host(WEB1, "web1"));
        var ran = ctl("host", word, "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.json().path("agentsn").asText()).isEqualTo(WEB1);
    }

    @ParameterizedTest
    @CsvSource({"111,means 2 hosts", "eb1,no host", "none,no host"})
    void asksForMoreWhereAHostIsNotClear(String word, String complaint) {
        var ran = ctl("stop", word, "a");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(complaint).hasLineCount(1);
        assertThat(booter.requests).noneMatch(request -> request.line().startsWith("POST"));
    }

    @Test
    void installsWithEverythingThatIsSaid() throws Exception {
        var ran = ctl(
                "install",
                "web1",
                "a",
                "--url",
                "http://x/a.deb",
                "--checksum",
                CHECKSUM,
                "--command",
                "run 'x y'",
                "--env",
                "K=V",
                "--env",
                "L=a=b",
                "--cpu",
                "10%",
                "--memory",
                "20M",
                "--restart",
                "fast",
                "--user",
                "daemon",
                "--version",
                "1.2",
                "--no-start");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("job j1 queued: install a");
        var post = booter.only("POST");
        assertThat(post.line()).isEqualTo("POST " + JOBS);
        assertThat(post.contentType()).startsWith("application/json");
        assertThat(post.json()).isEqualTo(Json.MAPPER.readTree("""
                {"action":"install","name":"a","url":"http://x/a.deb","checksum":"%s","command":"run 'x y'",
                 "envs":{"K":"V","L":"a=b"},"limits":{"CPU":"10%%","memory":"20M"},"restart":"fast","user":"daemon",
                 "version":"1.2","start":false}""".formatted(CHECKSUM)));
    }

    @Test
    void saysHowAnAgentIsRunAndLookedAt() throws Exception {
        var line = "upgrade web1 a --package b.deb --pids 100 --files 1024 --nice -5 --user daemon --stop-signal INT"
                + " --stop-grace 2.5 --after db,cache --health-http http://127.0.0.1:80/x --health-period 5"
                + " --health-timeout 0.5 --health-retries 2 --health-start-period 0 --on-unhealthy rollback";
        var ran = ctl(line.split(" ", -1));
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(booter.only("POST").json()).isEqualTo(Json.MAPPER.readTree("""
                {"action":"upgrade","name":"a","package":"b.deb","limits":{"pids":"100","files":"1024","nice":"-5"},
                 "user":"daemon","stopSignal":"INT","stopGrace":2.5,"after":["db","cache"],
                 "health":{"http":"http://127.0.0.1:80/x","period":5.0,"timeout":0.5,"retries":2,"startPeriod":0.0,
                           "onUnhealthy":"rollback"}}"""));
    }

    @Test
    void saysHowLongAJobMayTakeApartFromHowLongItWaits() throws Exception {
        ctl("install", "web1", "a", "--package", "b.deb", "--job-timeout", "3600");
        assertThat(booter.only("POST").json().path("timeout").asInt()).isEqualTo(3600);
        assertThat(ctl("install", "web1", "a", "--package", "b.deb", "--job-timeout", "0")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void takesATimeoutForTheJobsWhereNobodyWaits() throws Exception {
        ctl("upgrade", "web1", "a", "--package", "b.deb", "--timeout", "15");
        assertThat(booter.only("POST").json().path("timeout").asInt()).isEqualTo(15);
    }

    @Test
    void takesATimeoutForItsOwnWhereItWaits() throws Exception {
        ctl("upgrade", "web1", "a", "--package", "b.deb", "--wait", "--timeout", "1");
        assertThat(booter.only("POST").json().has("timeout")).isFalse();
    }

    @Test
    void rollsBackByForceWithinAWindow() throws Exception {
        ctl("rollback", "web1", "a", "--force", "--health-window", "30");
        assertThat(booter.only("POST").json())
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"action\":\"rollback\",\"name\":\"a\",\"force\":true,\"healthWindow\":30}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cpu much | limit CPU 'much'",
                "--memory 20X | limit memory '20X'",
                "--pids none | limit pids 'none'",
                "--files -1 | limit files '-1'",
                "--nice 20 | limit nice '20'",
                "--user a/b | user must be",
                "--stop-signal term | stopSignal must be",
                "--stop-grace 9999 | stopGrace must be",
                "--after ../x | after must be",
                "--health-http https://x/ | for https",
                "--health-tcp x | host:port",
                "--health-period 5 | one of exec",
                "--health-http http://x/ --health-retries 0 | retries",
                "--health-http http://x/ --health-tcp 1 | one of exec",
                "--health-file a --on-unhealthy panic | onUnhealthy 'panic'"
            })
    void findsASlipBeforeAnythingIsSent(String options, String complaint) {
        var ran = ctl(("install web1 a --package b.deb " + options).split(" ", -1));
        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(complaint).hasLineCount(1);
        assertThat(booter.requests).isEmpty();
    }

    @Test
    void findsASlipInAChecksum() {
        var ran = ctl("install", "web1", "a", "--url", "http://x/a", "--checksum", "SHA256:12");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).containsIgnoringCase("checksum");
        assertThat(ctl("restart", "web1", "a", "--cpu", "much").exit()).isEqualTo(2);
        assertThat(booter.requests).isEmpty();
    }

    @Test
    void upgradesByForceWithinAWindow() throws Exception {
        ctl("upgrade", "web1", "a", "--package", "b.deb", "--force", "--health-window", "30");
        assertThat(booter.only("POST").json())
                .isEqualTo(
                        Json.MAPPER.readTree(
                                "{\"action\":\"upgrade\",\"name\":\"a\",\"package\":\"b.deb\",\"force\":true,\"healthWindow\":30}"));
    }

    @Test
    void namesTheLocalFileThatAMistypedPackageIsNot() {
        var file = ctl("install", "web1", "a", "--package", "./nowhere/a.deb");
        assertThat(file.exit()).isEqualTo(2);
        assertThat(file.err()).contains("there is no file ./nowhere/a.deb");
        booter.reply("HEAD /packages/b.deb", 404, "");
        var name = ctl("install", "web1", "a", "--package", "b.deb");
        assertThat(name.exit()).isEqualTo(2);
        assertThat(name.err()).contains("there is no file b.deb here, and Booter has no package of that name");
        assertThat(booter.requests).noneMatch(request -> request.line().startsWith("POST"));
    }

    @Test
    void showsWhatHostsSayAndObeysNothing() throws Exception {
        String evil = "\u001b]0;x\u0007\u009b2J\u202e";
        booter.hosts(host(WEB1, "web1" + Json.MAPPER.writeValueAsString(evil).replace("\"", "")));
        for (String[] command : new String[][] {{"hosts"}, {"hosts", "--json"}}) {
            var ran = ctl(command);
            assertThat(ran.out() + ran.err()).contains("web1").doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
        }
        booter.reply("POST " + JOBS, 201, job("queued", null, 0));
        booter.reply("GET /api/v2/jobs/j2", 404, "{\"detail\":\"no\u202ejob\u009b2J\"}");
        assertThat(ctl("job", "j2").err()).contains("no job 2J");
    }

    @Test
    void warnsOfAServerThatAsksNobodyToLogIn() {
        booter.header("GET /api/v2/hosts", "{\"hosts\":[],\"total\":0}", "Booter-Warning", "everybody\u009bmay come");
        var ran = ctl("hosts");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEqualToNormalizingNewlines("booterctl: warning: everybody may come\n");
    }

    @Test
    void pushesALocalPackageFirst() throws Exception {
        var file = Files.writeString(directory.resolve("a.deb"), "one");
        booter.reply("HEAD /packages/a.deb", 404, "");
        booter.reply("PUT /packages/a.deb", 201, PACKAGE);
        assertThat(ctl("install", "web1", "a", "--package", file.toString()).exit())
                .isZero();
        assertThat(booter.only("PUT").body()).isEqualTo("one");
        assertThat(booter.only("POST").json().path("package").asText()).isEqualTo("a.deb");
    }

    @Test
    void pushesNothingThatIsThereAlready() throws Exception {
        var file = Files.writeString(directory.resolve("a.deb"), "one");
        booter.has("/packages/a.deb", '"' + CHECKSUM + '"');
        booter.reply("GET /api/v2/packages", 200, "{\"packages\":[" + PACKAGE + "]}");
        assertThat(ctl("push", file.toString(), "--json").json().path("file").asText())
                .isEqualTo("a.deb");
        assertThat(booter.requests).noneMatch(request -> request.line().startsWith("PUT"));
    }

    @Test
    void saysHowToReplaceAPackageInItsOwnWords() throws Exception {
        var file = Files.writeString(directory.resolve("a.deb"), "one");
        booter.has("/packages/a.deb", "\"SHA256:0\"");
        booter.reply("PUT /packages/a.deb", 409, "{\"detail\":\"push it with ?replace=true\"}");
        for (var arguments : List.of(
                List.of("push", file.toString()), List.of("install", "web1", "a", "--package", file.toString()))) {
            var ran = ctl(arguments.toArray(String[]::new));
            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err())
                    .contains(
                            "Booter has a package a.deb with other content (SHA256:0, not " + CHECKSUM + ")",
                            "'booterctl push " + file + " --replace'")
                    .doesNotContain("?replace=true");
        }
    }

    @Test
    void pushesUnderANameThatTheServerTakes() throws Exception {
        var file = Files.writeString(directory.resolve("a b_1%3a2+3~4.deb"), "one");
        booter.reply("PUT /packages/a_b_1_2+3~4.deb", 201, PACKAGE);
        var ran = ctl("push", file.toString(), "--replace");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(booter.only("PUT").line()).isEqualTo("PUT /packages/a_b_1_2+3~4.deb?replace=true");
    }

    @Test
    void noticesAPackageThatArrivedDamaged() throws Exception {
        var file = Files.writeString(directory.resolve("a.deb"), "two");
        booter.reply("HEAD /packages/a.deb", 404, "");
        booter.reply("PUT /packages/a.deb", 201, PACKAGE);
        assertThat(ctl("push", file.toString()).exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"uninstall", "start", "stop", "restart", "rollback"})
    void asksForWhatTheCommandIsCalled(String command) throws Exception {
        assertThat(ctl(command, "web1", "a").exit()).isZero();
        assertThat(booter.only("POST").json())
                .isEqualTo(Json.MAPPER.readTree("{\"action\":\"" + command + "\",\"name\":\"a\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "update"})
    void bringsBundles(String command) throws Exception {
        var ran = ctl(
                "bundle", command, "web1", "--url", "http://b/p.jar", "--checksum", CHECKSUM, "--health-window", "9");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(booter.only("POST").json())
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"action\":\"bundle-%s\",\"url\":\"http://b/p.jar\",\"checksum\":\"%s\",\"healthWindow\":9}"
                                .formatted(command, CHECKSUM)));
    }

    @Test
    void removesAndListsBundles() throws Exception {
        assertThat(ctl("bundle", "remove", "web1", "org.example.ping").exit()).isZero();
        assertThat(booter.only("POST").json())
                .isEqualTo(Json.MAPPER.readTree("{\"action\":\"bundle-remove\",\"bundle\":\"org.example.ping\"}"));
        booter.requests.clear();
        assertThat(ctl("bundle", "list", "web1").exit()).isZero();
        assertThat(booter.only("POST").json()).isEqualTo(Json.MAPPER.readTree("{\"action\":\"bundle-list\"}"));
        assertThat(ctl("bundle").exit()).isEqualTo(2);
        assertThat(ctl("bundle", "install", "web1").exit()).isEqualTo(2);
    }

    @Test
    void configuresAHost() throws Exception {
        ctl("config", "web1", "--servers", "a:1,b", "--step", "60");
        assertThat(booter.only("POST").json())
                .isEqualTo(Json.MAPPER.readTree("{\"action\":\"config\",\"svrlist\":\"a:1,b\",\"step\":60}"));
    }

    @Test
    void runsAnyActionWithTypedParameters() throws Exception {
        ctl(
                "job",
                "run",
                "web1",
                "ping",
                "--name",
                "a",
                "--param",
                "n=1.5",
                "--param",
                "b=true",
                "--param",
                "s=1.2.3",
                "--param",
                "o={\"k\":[1]}",
                "--param",
                "q=\"7\"",
                "--param",
                "z=null",
                "--param",
                "e=");
        assertThat(booter.only("POST").json()).isEqualTo(Json.MAPPER.readTree("""
                {"action":"ping","name":"a","parameters":
                 {"n":1.5,"b":true,"s":"1.2.3","o":{"k":[1]},"q":"7","z":"null","e":""}}"""));
    }

    @Test
    void followsAJobToItsEnd() {
        booter.reply("GET /api/v2/jobs/j1", 200, job("sent", null, 0.4));
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0, 1));
        var ran = ctl("stop", "web1", "a", "--wait");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err().lines())
                .containsExactly("install a: waits for the host's next report", "install a: 40% downloading");
        assertThat(ran.out()).isEqualTo("job j1 done: install a (because)\n");
        assertThat(booter.requests).anyMatch(request -> request.line().equals("GET /api/v2/jobs/j1?wait=60"));
    }

    @Test
    void takesCommonOptionsOnEitherSide() throws Exception {
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0, 1));
        String[] after = {"stop", "web1", "a", "--wait", "--timeout", "5", "--json", "--server", booter.url()};
        String[] before = {"--wait", "--timeout", "5", "--json", "--server", booter.url(), "stop", "web1", "a"};
        for (var args : new String[][] {after, before}) {
            var ran = CommandOutcome.ctl(args);
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.json().path("status").asText()).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled"})
    void failsWithTheJob(String status) throws Exception {
        booter.reply("GET /api/v2/jobs/j1", 200, job(status, 106, 0));
        var ran = ctl("stop", "web1", "a", "--wait");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("booterctl: job j1 " + status + ": install a, errcode 106 (because)");
        assertThat(ctl("job", "j1").exit()).isEqualTo(1);
        var json = ctl("job", "j1", "--wait", "--json");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.json().path("errcode").asInt()).isEqualTo(106);
    }

    @Test
    void saysThatAJobWasNotOverInTime() {
        booter.reply("GET /api/v2/jobs/j1", 200, job("sent", null, 0));
        var ran = ctl("job", "j1", "--wait", "--timeout", "0");
        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.err()).contains("booterctl cancel j1");
    }

    @Test
    void waitsOnThroughARestartOfTheServer() {
        booter.reply("GET /api/v2/jobs/j1", 503, "{\"detail\":\"busy\"}");
        booter.reply("GET /api/v2/jobs/j1", 200, job("done", 0, 1));
        assertThat(ctl("stop", "web1", "a", "--wait").exit()).isZero();
        assertThat(booter.requests.stream().filter(r -> r.line().startsWith("GET /api/v2/jobs/j1")))
                .hasSize(2);
    }

    @Test
    void showsAnUnfinishedJobWithoutFailing() {
        booter.reply("GET /api/v2/jobs/j1", 200, job("sent", null, 0));
        assertThat(ctl("job", "j1").exit()).isZero();
    }

    @Test
    void listsJobsEventsAgentsAndPackages() throws Exception {
        booter.reply("GET /api/v2/jobs", 200, "{\"jobs\":[" + job("failed", 106, 0) + "]}");
        booter.reply("GET " + JOBS, 200, "{\"jobs\":[]}");
        booter.reply("GET /api/v2/events", 200, "{\"events\":[{\"type\":\"killed\",\"detail\":\"a\\u001b[2Jb\\nc\"}]}");
        booter.reply(
                "GET /api/v2/agents",
                200,
                "{\"agents\":[{\"name\":\"a\",\"pid\":7,\"limits\":{\"CPU\":\"10%\",\"pids\":\"9\"},\"health\":\"unhealthy\"}]}");
        booter.reply("GET /api/v2/packages", 200, "{\"packages\":[" + PACKAGE + "]}");
        assertThat(ctl("jobs").out()).contains("ERRCODE", "106", "CREATEDBY", "local", "because");
        assertThat(ctl("jobs", "web1", "--json").json()).isEmpty();
        assertThat(ctl("events", "--limit", "7").out())
                .contains("killed")
                .doesNotContain("\u001b")
                .hasLineCount(2);
        assertThat(booter.requests).anyMatch(request -> request.line().equals("GET /api/v2/events?limit=7&offset=0"));
        assertThat(ctl("agents", "--json").json().path(0).path("pid").asInt()).isEqualTo(7);
        assertThat(ctl("agents").out()).contains("CPU=10%,pids=9", "unhealthy");
        assertThat(ctl("packages").out()).contains(CHECKSUM);
    }

    @Test
    void cancels() {
        booter.reply("DELETE /api/v2/jobs/j1", 200, job("cancelled", null, 0));
        var ran = ctl("cancel", "j1");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("cancelled").doesNotContain("was asked to cancel");
    }

    @Test
    void saysThatACancelIsUnderWay() {
        booter.reply("DELETE /api/v2/jobs/j1", 200, job("sent", null, 0));
        var ran = ctl("cancel", "j1");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).endsWith("its host was asked to cancel it: 'booterctl job j1 --wait' follows it\n");
        assertThat(ctl("cancel", "j1", "--json").out()).doesNotContain("was asked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "instal",
                "hosts x",
                "stop web1",
                "install web1 a",
                "install web1 a --url http://x/",
                "config web1",
                "install web1 a --package p --url http://x/",
                "install web1 a --package p --restart often",
                "job",
                "config web1 --step soon",
                "install web1 a --package p --env K",
                "hosts --server ftp://x",
                "push /none/such"
            })
    void refusesWhatMakesNoSense(String line) {
        var ran = ctl(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).startsWith("booterctl: ").hasLineCount(1);
        assertThat(booter.requests).noneMatch(request -> request.line().startsWith("POST"));
    }

    @Test
    void passesOnWhatTheServerSays() {
        booter.reply("GET /api/v2/jobs/j2", 409, "{\"detail\":\"two\\nlines\"}");
        var refused = ctl("job", "j2");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).isEqualTo("booterctl: two lines\n");
        booter.reply("GET /api/v2/jobs/j3", 500, "{\"detail\":\"see its log\"}");
        assertThat(ctl("job", "j3").exit()).isEqualTo(3);
    }

    @Test
    void saysWhereNoBooterIs() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        var ran = CommandOutcome.ctl("hosts", "--server", "127.0.0.1:" + free);
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err()).contains("http://127.0.0.1:" + free, "BOOTER_URL").hasLineCount(1);
        for (String url : List.of("http://ann:s3cret@127.0.0.1:" + free, "ftp://ann:s3cret@x")) {
            assertThat(CommandOutcome.ctl("hosts", "--server", url).err())
                    .contains("***@")
                    .doesNotContain("s3cret")
                    .hasLineCount(1);
        }
        booter.reply("GET /api/v2/jobs/page", 200, "<html>");
        assertThat(ctl("job", "page").exit()).isEqualTo(3);
        booter.reply("GET /api/v2/jobs/other", 404, "<html>not found</html>");
        var other = ctl("job", "other");
        assertThat(other.exit()).isEqualTo(3);
        assertThat(other.err()).contains("is that a Booter?");
    }

    @Test
    void helpsAndNamesItsVersion() {
        assertThat(CommandOutcome.ctl("--help").out()).contains("install", "Exit codes:");
        assertThat(CommandOutcome.ctl("job", "run", "--help").out()).contains("ACTION");
        assertThat(CommandOutcome.ctl("--version").out()).startsWith("booterctl ");
    }

    private CommandOutcome ctl(String... args) {
        var all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--server";
        all[args.length + 1] = booter.url();
        boolean given = Arrays.asList(args).contains("--server");
        return CommandOutcome.ctl(given ? args : all);
    }
}
